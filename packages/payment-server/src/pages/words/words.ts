import type { BuyerStage } from "../../core/buyer-stage.ts";

/**
 * The states that have a text of their own. `slow` is `confirming` that takes longer than usual.
 */
export type ResultState = BuyerStage | "slow" | "not_found";

/**
 * Every state, as the keys of a `Record`, because a `Record` does not compile if one is missing.
 */
export const RESULT_STATES: Readonly<Record<ResultState, true>> = {
  unpaid: true,
  confirming: true,
  slow: true,
  bank: true,
  crediting: true,
  paid: true,
  failed: true,
  canceled: true,
  expired: true,
  held: true,
  dismissed: true,
  not_found: true,
};

/**
 * The texts of the result pages in one language. A text promises no more than the stored status
 * proves. A placeholder in braces, such as `{credits}`, is replaced by its value.
 */
export interface Words {
  /** The writing direction, for the `dir` of the page. */
  direction: "ltr" | "rtl";
  /** `{credits}` in a text is the number of credits. */
  states: Record<ResultState, { title: string; text: string }>;
  /** The sentence after the text of every state in which the buyer must not pay again. */
  do_not_pay: string;
  /** The text of the link back to a shop without a name, unless the buyer may pay again. */
  back: string;
  /** The text of the link back to `{name}`, the shop, unless the payment has ended unpaid. */
  back_to: string;
  /** The text of the link back to a shop without a name, if the buyer may pay again. */
  retry: string;
  /** The text of the link back to `{name}`, the shop, if the payment has ended unpaid. */
  retry_at: string;
  /** The link that checks a payment which is being confirmed or credited. */
  check_now: string;
  /** The link that checks a payment again in the states `unpaid` and `bank`. */
  again: string;
  /** The question before the link `again`, on the page that says that nothing has been paid. */
  just_paid: string;
  /** The note below a held payment. */
  questions: string;
  /** The link to the provider's invoice. */
  receipt: string;
  /** Announces that the page goes back to the shop by itself in `{seconds}` seconds. */
  leaves: string;
  /** The link that keeps the page from going back. */
  stay: string;
  /** The label of the payment id, which a buyer gives to support. */
  reference: string;
  amount: string;
  credits: string;
  /** The label of the day on which the payment was created, in the state `bank`. */
  started: string;
  /** The note that is shown in test mode. */
  test: string;
}
