import type { PaymentStatus } from "../../core/payment.ts";

/**
 * The texts of the result pages in one language. A text promises no more than the stored status
 * proves.
 */
export interface Words {
  /** The writing direction, for the `dir` of the page. */
  direction: "ltr" | "rtl";
  states: Record<PaymentStatus | "not_found", { title: string; text: string }>;
  /** The text of the link back to the shop, unless the payment ended without being paid. */
  back: string;
  /** The text of the link back to the shop after a payment that ended without being paid. */
  retry: string;
  /** The text of the link that reloads the page. */
  again: string;
  /** The label of the payment id, which a buyer gives to support. */
  reference: string;
  amount: string;
  credits: string;
  /** The note that is shown in test mode. */
  test: string;
}
