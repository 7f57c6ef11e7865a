/** The texts of the packs in one language. `{}` is replaced by a value. */
export interface PackWords {
  /** The primary language subtag of BCP 47, such as `de`. */
  language: string;
  /** The heading above the balance. */
  balance: string;
  /** The word that follows a number of credits. */
  credits: string;
  /** The heading above the packs. */
  add: string;
  recommended: string;
  /** The price of one credit. `{}` is the price. */
  each: string;
  /** The price of several credits. `{}` is the price, and `{n}` is the number of credits. */
  per: string;
  /** The text that says how much a pack saves. `{}` is the saving in per cent. */
  save: string;
  /** The label of a button. `{}` is a price. */
  buy: string;
  /** The label of a button while no amount within the bounds is entered. */
  buy_nothing: string;
  /** The line under the packs, which says where the buyer pays. */
  where: string;
  own: string;
  /** The bounds of an amount that the buyer chooses, from `{}` to `{max}`. */
  bounds: string;
  /**
   * The error that replaces the bounds, from `{}` to `{max}`, if no amount within them was entered.
   */
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
  /** The text about a refund. `{}` is the amount that was given back. */
  refunded: string;
  /** The text that says how long a bank takes to process the payment. */
  days: string;
  receipt: string;
  /** What a screen reader says for the link to a receipt. `{}` is the day. */
  receipt_of: string;
  older: string;
  /** The text that is shown in place of the list while there are no payments. */
  none_yet: string;
  /** The sentence below `none_yet`, which says what the list will show. */
  none_yet_hint: string;
  /** The text that marks test mode, shown once for all packs. */
  test: string;
  /** The label of the button that tries a failed request again. */
  retry: string;
  /** What a screen reader says while the packs are loaded. */
  loading: string;
}
