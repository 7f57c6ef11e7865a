import type { PaymentStatus } from "../../core/payment.ts";

/** What a page or a button says, in one language. No text claims more than the stored status does. */
export interface Words {
  direction: "ltr" | "rtl";
  states: Record<PaymentStatus | "not_found", { title: string; text: string }>;
  /** Leads back once it is paid. */
  back: string;
  /** Leads back when it is not. */
  retry: string;
  again: string;
  reference: string;
  amount: string;
  credits: string;
  test: string;
}
