/**
 * The money at Dodo, as recorded from the emulator when it was paid; the service is not involved.
 */
import type { Payment as DodoPayment } from "@x/dodo-emulator";

/** One payment at Dodo and the topup whose checkout it was made on. */
export interface Sale {
  payment: DodoPayment;
  topup_id: string;
  /** The price of the checkout, net, in US cents. */
  price_cents: number;
  /** The step at which it was first refunded or disputed, or `null`. */
  reversed_at: number | null;
}

/** The payments at Dodo by their id. */
export type Sales = Map<string, Sale>;

/**
 * Returns whether the payment pays in full: in US dollars, net of tax, for the one product. A
 * converted payment may lack a cent by rounding.
 */
export function paysFor({ payment, price_cents }: Sale): boolean {
  if (payment.status !== "succeeded") return false;
  const [line, ...others] = payment.product_cart ?? [];
  if (line?.product_id !== "pdt_topup" || line.quantity !== 1 || others.length > 0) return false;
  if (payment.currency === "USD") return payment.total_amount - (payment.tax ?? 0) >= price_cents;
  return (
    payment.settlement_currency === "USD" &&
    payment.settlement_amount - (payment.settlement_tax ?? 0) >= price_cents - 1
  );
}
