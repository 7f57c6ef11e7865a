import type { IntentStatus } from "./records.ts";
import { session_life } from "./session-life.ts";
import type { Session, State } from "./state.ts";

/** A session that came from elsewhere. */
export interface SessionSeed {
  session_id: string;
  payment_id?: string | null;
  /** Said instead of the payment's own status. */
  payment_status?: IntentStatus | null;
  /** When it was made, in milliseconds. Default now. */
  created_at?: number;
  customer_email?: string;
  customer_name?: string;
}

/** A seed as a session that can be asked about but not paid. */
export function adoptSession(
  seed: SessionSeed,
  state: State,
  origin: string,
  now: number,
): Session {
  const created_at = seed.created_at ?? now;
  const payment = state.payments.get(seed.payment_id ?? "");
  const given =
    seed.customer_email === undefined
      ? null
      : { customer_id: "", email: seed.customer_email, name: seed.customer_name ?? "" };
  return {
    session_id: seed.session_id,
    created_at,
    expires_at: created_at + session_life,
    checkout_url: `${origin}/session/${seed.session_id}`,
    order: null,
    customer: given ?? payment?.customer ?? null,
    payment_id: seed.payment_id ?? null,
    payment_status: seed.payment_status ?? null,
    codes: [],
    amount: null,
  };
}
