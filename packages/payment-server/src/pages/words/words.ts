import type { PaymentStatus } from "../../core/payment.ts";

/**
 * The texts of the result pages in one language. No text claims more than the stored status does.
 */
export interface Words {
  /** The writing direction, for the `dir` of the page. */
  direction: "ltr" | "rtl";
  states: Record<PaymentStatus | "not_found", { title: string; text: string }>;
  /** The link back once the payment is paid, or while it is open. */
  back: string;
  /** The link back after an attempt without money. */
  retry: string;
  /** The link that reloads the page. */
  again: string;
  /** The label of the payment id, which a buyer gives to support. */
  reference: string;
  amount: string;
  credits: string;
  /** The note on pages of test_mode. */
  test: string;
}
