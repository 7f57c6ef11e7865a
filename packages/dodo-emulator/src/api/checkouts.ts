import type {
  CheckoutSessionResponse,
  CheckoutSessionStatus,
} from "dodopayments/resources/checkout-sessions";
import { timestampOf } from "../clock.ts";
import type { EmulatorContext } from "../context.ts";
import { newId } from "../ids.ts";
import { pricingOf } from "../ledger/account.ts";
import { customerOf } from "../ledger/customer.ts";
import { findSession, sessionStatus } from "../ledger/payable-session.ts";
import { buildSession } from "../ledger/session.ts";
import { checkTotal, quoteOrder } from "../money/quote.ts";
import type { ApiCall } from "./call.ts";
import { readOrder } from "./checkout-order.ts";
import { readBody } from "./fields.ts";

/** Answers `POST /checkouts`: opens a session and returns the URL of its page. */
export function createCheckout(call: ApiCall, context: EmulatorContext): CheckoutSessionResponse {
  return openCheckout(readBody(call.body), context);
}

/** Opens a checkout session. Throws a `DodoError` if the body is refused. */
export function openCheckout(
  body: Record<string, unknown>,
  context: EmulatorContext,
): CheckoutSessionResponse {
  const { state, settings } = context;
  const order = readOrder(body);
  const now = settings.clock.now();
  checkTotal(quoteOrder(order, { codes: order.discount_codes }, pricingOf(context), now));
  const customer = order.customer === null ? null : customerOf(context, order.customer);
  const session = buildSession(newId("cks", now), now, context.origin(), { order, customer });
  const { session_id, checkout_url } = session;
  state.sessions.set(session_id, session);
  state.links.set(session_id.slice(-8), session_id);
  // Dodo fills in the three `null` fields only if the body has `confirm`, which is not emulated.
  return {
    session_id,
    checkout_url,
    client_secret: null,
    payment_id: null,
    publishable_key: null,
  };
}

/**
 * Answers `GET /checkouts/{id}`. As with Dodo, the answer has no metadata, amount, URL or expiry.
 */
export function readCheckout(call: ApiCall, { state }: EmulatorContext): CheckoutSessionStatus {
  const session = findSession(state, call.id);
  return {
    id: session.session_id,
    created_at: timestampOf(session.created_at),
    customer_email: session.customer?.email ?? null,
    customer_name: session.customer?.name ?? null,
    payment_id: session.payment_id,
    payment_status: sessionStatus(state, session),
  };
}
