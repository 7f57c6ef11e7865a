import type { Dispute } from "dodopayments/resources/disputes";
import type {
  CustomerLimitedDetails,
  IntentStatus,
  Payment,
} from "dodopayments/resources/payments";
import type { Product } from "dodopayments/resources/products/products";
import type { Refund } from "dodopayments/resources/refunds";
import type { CheckoutOrder } from "./api/checkout-order.ts";
import type { Charge } from "./charge.ts";
import type { Discount } from "./discount.ts";
import type { Endpoint } from "./webhooks/endpoint.ts";

/** A checkout session as the emulator keeps it; times are milliseconds. */
export interface Session {
  session_id: string;
  created_at: number;
  expires_at: number;
  checkout_url: string;
  /** What was ordered; null for a session that `putSession` made, which cannot be paid. */
  order: CheckoutOrder | null;
  customer: CustomerLimitedDetails | null;
  /** The newest payment of the session. */
  payment_id: string | null;
  /** Said instead of the payment's own status, by `putSession`. */
  payment_status: IntentStatus | null;
  /** Codes the buyer applied on the page. */
  codes: string[];
  /** What the buyer typed where the session left the amount open, in minor units of the product's currency. */
  amount: number | null;
}

/** Everything the emulated account holds. */
export interface State {
  products: Map<string, Product>;
  sessions: Map<string, Session>;
  payments: Map<string, Payment>;
  /** What a payment comes to once it succeeds, by payment id. */
  charges: Map<string, Charge>;
  refunds: Map<string, Refund>;
  /** What of each line item a refund took, by refund id; absent for one that named no items. */
  refunded_items: Map<string, Map<string, number>>;
  disputes: Map<string, Dispute>;
  /** Discount codes, in upper case. */
  discounts: Map<string, Discount>;
  /** Where deliveries go; the first one is `webhook_url`. */
  endpoints: Map<string, Endpoint>;
  /** Known customers by e-mail. */
  customers: Map<string, CustomerLimitedDetails>;
}

/** An empty account. */
export function createState(): State {
  return {
    products: new Map(),
    sessions: new Map(),
    payments: new Map(),
    charges: new Map(),
    refunds: new Map(),
    refunded_items: new Map(),
    disputes: new Map(),
    discounts: new Map(),
    endpoints: new Map(),
    customers: new Map(),
  };
}

/** Forgets everything but products, discount codes and the endpoint the options made. */
export function clearState(state: State): void {
  const { products: _products, discounts, endpoints, ...rest } = state;
  for (const records of Object.values(rest)) records.clear();
  for (const discount of discounts.values()) discount.times_used = 0;
  for (const { id, configured } of endpoints.values()) if (!configured) endpoints.delete(id);
}
