/** The texts of the packs in one language. `{}` is replaced by a value. */
export interface PackWords {
  /** The primary language subtag of BCP 47, such as `de`. */
  language: string;
  /** The heading above the balance. */
  balance: string;
  /** The word after a number of credits. */
  credits: string;
  /** The heading above the packs. */
  add: string;
  recommended: string;
  /** The price of one credit. */
  each: string;
  /** The price of several credits. `{n}` is their number. */
  per: string;
  /** How many per cent a pack saves. */
  save: string;
  /** The label of a button. `{}` is a price. */
  buy: string;
  /** The label of a button while no amount is entered. */
  buy_nothing: string;
  /** The line under the packs. */
  where: string;
  own: string;
  /** The bounds of an amount of one's own, from `{}` to `{max}`. */
  bounds: string;
  /** The bounds again, once the amount is outside of them. */
  out_of_bounds: string;
  payments: string;
  newest_first: string;
  date: string;
  paid: string;
  credits_head: string;
  status: string;
  receipt_or_reference: string;
  added: string;
  adding: string;
  on_its_way: string;
  being_checked: string;
  not_paid: string;
  not_added: string;
  started: string;
  /** `{}` is the amount that was given back. */
  refunded: string;
  /** How long a bank takes. */
  days: string;
  receipt: string;
  /** What a screen reader says for the link to a receipt. `{}` is the day. */
  receipt_of: string;
  older: string;
  /** Shown in place of the list while there are no payments. */
  none_yet: string;
  /** What will be shown there. */
  none_yet_hint: string;
  /** Marks test mode, once for all packs. */
  test: string;
  /** Loads again what could not be loaded. */
  retry: string;
  /** What a screen reader says while the packs are loaded. */
  loading: string;
}
