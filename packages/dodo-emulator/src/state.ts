import type { Dispute } from "dodopayments/resources/disputes";
import type { CustomerLimitedDetails, IntentStatus, Payment } from "dodopayments/resources/payments";
import type { Product } from "dodopayments/resources/products/products";
import type { Refund } from "dodopayments/resources/refunds";
import type { CheckoutOrder } from "./api/checkout-order.ts";
import type { Charge } from "./charge.ts";

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
}

/** Everything the emulated account holds. */
export interface State {
  products: Map<string, Product>;
  sessions: Map<string, Session>;
  payments: Map<string, Payment>;
  /** What a payment comes to once it succeeds, by payment id. */
  charges: Map<string, Charge>;
  refunds: Map<string, Refund>;
  disputes: Map<string, Dispute>;
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
    disputes: new Map(),
    customers: new Map(),
  };
}

/** Forgets everything but the products. */
export function clearState(state: State): void {
  const { products: _kept, ...rest } = state;
  for (const records of Object.values(rest)) records.clear();
}
