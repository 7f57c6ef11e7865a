/** What Dodo's side knows of the money, by what the emulator itself said when it was paid; nothing here asks the service. */
import type { Payment as DodoPayment } from "@x/dodo-emulator";

/** One payment at Dodo and the topup whose page it was made on. */
export interface Sale {
  payment: DodoPayment;
  topup_id: string;
  /** What the page asked for, net, in US cents. */
  asked: number;
  /** The step at which money of it first went back or was disputed. */
  reversed_at: number | null;
}

export type DodoBooks = Map<string, Sale>;

/** Paid in full in US dollars, net of tax, for the one product; a converted payment may lack a cent of rounding. */
export function paysFor({ payment, asked }: Sale): boolean {
  if (payment.status !== "succeeded") return false;
  const [line, ...others] = payment.product_cart ?? [];
  if (line?.product_id !== "pdt_topup" || line.quantity !== 1 || others.length > 0) return false;
  if (payment.currency === "USD") return payment.total_amount - (payment.tax ?? 0) >= asked;
  return (
    payment.settlement_currency === "USD" &&
    payment.settlement_amount - (payment.settlement_tax ?? 0) >= asked - 1
  );
}
