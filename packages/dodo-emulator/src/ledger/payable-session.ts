import { DodoError, notFound, refused } from "../errors.ts";
import type { CheckoutOrder } from "../money/order.ts";
import type { Account } from "./account.ts";
import type { IntentStatus } from "./records.ts";
import type { Session } from "./session.ts";
import type { State } from "./state.ts";

/** A session that a buyer can pay, with its order. */
export interface PayableSession {
  session: Session;
  order: CheckoutOrder;
}

/** Returns the session with the given id. Throws `NOT_FOUND` if there is none. */
export function findSession(state: State, session_id: string): Session {
  const session = state.sessions.get(session_id);
  if (session === undefined) throw notFound(`checkout session ${session_id}`);
  return session;
}

/**
 * Returns a session that a buyer can still pay. Throws `NOT_FOUND`, `CHECKOUT_SESSION_EXPIRED` or
 * `CHECKOUT_SESSION_CONSUMED` if the session is unknown, expired or consumed. Throws
 * `CHECKOUT_SESSION_WITHOUT_CART` if `putSession()` added the session.
 */
export function payableSession({ state, settings }: Account, session_id: string): PayableSession {
  const session = findSession(state, session_id);
  const { order } = session;
  if (settings.clock.now() >= session.expires_at)
    throw new DodoError(410, "CHECKOUT_SESSION_EXPIRED", "this checkout session has expired");
  if (settings.payments_per_session === "one" && isConsumed(state, session)) {
    throw refused("CHECKOUT_SESSION_CONSUMED", "this checkout session was already used");
  }
  if (order === null)
    throw new DodoError(
      409,
      "CHECKOUT_SESSION_WITHOUT_CART",
      "this checkout session was put there without a cart",
    );
  return { session, order };
}

/** Returns the status set by `putSession()`, or that of the newest payment, or `null`. */
export function sessionStatus(state: State, session: Session): IntentStatus | null {
  const payment = state.payments.get(session.payment_id ?? "");
  return session.payment_status ?? payment?.status ?? null;
}

function isConsumed(state: State, session: Session): boolean {
  const status = sessionStatus(state, session);
  return status === "succeeded" || status === "processing";
}
