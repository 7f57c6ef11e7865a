import type {
  CheckoutSessionResponse,
  CheckoutSessionStatus,
} from "dodopayments/resources/checkout-sessions";
import { timestampOf } from "../clock.ts";
import { newId } from "../ids.ts";
import { customerOf, findSession } from "../pay.ts";
import { checkTotal, quoteOrder } from "../quote.ts";
import { session_life } from "../session-life.ts";
import type { Session } from "../state.ts";
import { readOrder } from "./checkout-order.ts";
import { readBody } from "./fields.ts";
import type { ApiCall, ApiContext } from "./call.ts";

/** `POST /checkouts`. */
export function createCheckout(call: ApiCall, context: ApiContext): CheckoutSessionResponse {
  const { state, settings } = context;
  const order = readOrder(readBody(call.body));
  checkTotal(quoteOrder(order, { codes: order.discount_codes }, state, settings));
  const session_id = newId("cks");
  const now = settings.clock.now();
  const session: Session = {
    session_id,
    created_at: now,
    expires_at: now + session_life,
    checkout_url: `${context.origin()}/session/${session_id}`,
    order,
    customer: order.customer === null ? null : customerOf(state, order.customer),
    payment_id: null,
    payment_status: null,
    codes: [],
    amount: null,
  };
  state.sessions.set(session_id, session);
  return {
    session_id,
    checkout_url: session.checkout_url,
    client_secret: null,
    payment_id: null,
    publishable_key: null,
  };
}

/** `GET /checkouts/{id}`: no metadata, amount, URL or expiry, as at Dodo. */
export function readCheckout(call: ApiCall, { state }: ApiContext): CheckoutSessionStatus {
  const session = findSession(state, call.id);
  const payment = session.payment_id === null ? undefined : state.payments.get(session.payment_id);
  return {
    id: session.session_id,
    created_at: timestampOf(session.created_at),
    customer_email: session.customer?.email ?? null,
    customer_name: session.customer?.name ?? null,
    payment_id: session.payment_id,
    payment_status: session.payment_status ?? payment?.status ?? null,
  };
}
