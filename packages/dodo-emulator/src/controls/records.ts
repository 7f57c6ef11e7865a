import type { Payment } from "dodopayments/resources/payments";
import type { EmulatorContext } from "../context.ts";
import type { RecordControls } from "../dodo-emulator.ts";
import { findPayment, patchPayment } from "../ledger/payment.ts";
import { findSession } from "../ledger/payable-session.ts";
import { buildSession, type Session, type SessionSeed } from "../ledger/session.ts";
import { buildProduct } from "../money/product.ts";

/** Creates the controls that change records without sending a webhook event. */
export function recordControls(context: EmulatorContext): RecordControls {
  const { state, settings } = context;
  return {
    putProduct(seed) {
      const now = settings.clock.now();
      state.products.set(seed.product_id, buildProduct(seed, settings.business_id, now));
    },
    patchPayment(payment_id, patch) {
      patchPayment(findPayment(state, payment_id), patch);
    },
    putPayment(given) {
      const payment = copyOf(given);
      state.payments.set(payment.payment_id, payment);
    },
    putSession(seed) {
      state.sessions.set(seed.session_id, adoptSession(seed, context));
    },
    expireSession(session_id) {
      findSession(state, session_id).expires_at = settings.clock.now();
    },
  };
}

/** Builds a session from a seed. It has no cart, so the API returns it but nobody can pay it. */
function adoptSession(seed: SessionSeed, { state, settings, origin }: EmulatorContext): Session {
  const payment = state.payments.get(seed.payment_id ?? "");
  const given =
    seed.customer_email === undefined
      ? null
      : { customer_id: "", email: seed.customer_email, name: seed.customer_name ?? "" };
  return buildSession(seed.session_id, seed.created_at ?? settings.clock.now(), origin(), {
    customer: given ?? payment?.customer ?? null,
    payment_id: seed.payment_id ?? null,
    payment_status: seed.payment_status ?? null,
  });
}

/** Copies a payment without `payload_type`, a field that only webhooks contain. */
function copyOf(payment: object): Payment {
  const { payload_type: _dropped, ...copy } = JSON.parse(JSON.stringify(payment)) as Payment & {
    payload_type?: string;
  };
  return copy;
}
