import type { CustomerLimitedDetails } from "dodopayments/resources/payments";
import type { CheckoutOrder } from "../money/order.ts";
import type { IntentStatus } from "./records.ts";

/** A checkout session as the emulator stores it; times are in milliseconds. */
export interface Session {
  session_id: string;
  created_at: number;
  expires_at: number;
  checkout_url: string;
  /** The order to pay; `null` for a session that `putSession()` added, which cannot be paid. */
  order: CheckoutOrder | null;
  customer: CustomerLimitedDetails | null;
  /** The id of the session's newest payment; `null` if there is none. */
  payment_id: string | null;
  /** A status set by `putSession()`, which the API returns instead of the payment's status. */
  payment_status: IntentStatus | null;
  /** The discount codes that the buyer applied on the page. */
  codes: string[];
  /** The amount that the buyer entered, in minor units of the product's currency. */
  amount: number | null;
}

/** A checkout session that `putSession()` adds without an API request. */
export interface SessionSeed {
  session_id: string;
  payment_id?: string | null;
  /** The status that the API returns in place of the payment's own. */
  payment_status?: IntentStatus | null;
  /** When the session was created, in milliseconds. Default now. */
  created_at?: number;
  customer_email?: string;
  customer_name?: string;
}

// How long a session lasts: https://docs.dodopayments.com/developer-resources/checkout-session
const session_life = 24 * 60 * 60 * 1000;

/**
 * Returns the address that a payment shows as its `payment_link`. As in four published deliveries
 * of January to June 2026, it is a path of 8 characters on the host of the checkout page.
 */
export function paymentLink({ session_id, checkout_url }: Session): string {
  return new URL(`/${session_id.slice(-8)}`, checkout_url).href;
}

/** Builds a session that expires 24 hours after `created_at`, which is in milliseconds. */
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
