import type { CustomerLimitedDetails } from "dodopayments/resources/payments";
import type { CheckoutOrder } from "../money/order.ts";
import type { IntentStatus } from "./records.ts";

/** A checkout session as the emulator stores it; times are milliseconds. */
export interface Session {
  session_id: string;
  created_at: number;
  expires_at: number;
  checkout_url: string;
  /** `null` for a session that `putSession()` added; such a session cannot be paid. */
  order: CheckoutOrder | null;
  customer: CustomerLimitedDetails | null;
  /** The newest payment of the session. */
  payment_id: string | null;
  /** Set by `putSession()`: the API returns it instead of the payment's own status. */
  payment_status: IntentStatus | null;
  /** The discount codes that the buyer applied on the page. */
  codes: string[];
  /** What the buyer typed where the order left the amount open, in the product's minor units. */
  amount: number | null;
}

/** A session that was not created over the API. */
export interface SessionSeed {
  session_id: string;
  payment_id?: string | null;
  /** The API returns it instead of the payment's own status. */
  payment_status?: IntentStatus | null;
  /** When it was created, in milliseconds. Default now. */
  created_at?: number;
  customer_email?: string;
  customer_name?: string;
}

// 24 hours, as https://docs.dodopayments.com/developer-resources/checkout-session says.
const session_life = 24 * 60 * 60 * 1000;

/** Builds a session that starts at a moment and that a buyer can pay for 24 hours. */
export function buildSession(
  session_id: string,
  created_at: number,
  origin: string,
  more: Partial<Session>,
): Session {
  return {
    session_id,
    created_at,
    expires_at: created_at + session_life,
    checkout_url: `${origin}/session/${session_id}`,
    order: null,
    customer: null,
    payment_id: null,
    payment_status: null,
    codes: [],
    amount: null,
    ...more,
  };
}
