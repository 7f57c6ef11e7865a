/**
 * Creates one checkout. The payment row is inserted before the provider is called, and the session
 * is stored on it afterwards.
 */
import { PaymentError } from "../errors.ts";
import { providerDeadline } from "./provider-deadline.ts";
import { hasMoney, type Payment } from "./payment.ts";
import { insertPayment, paymentChange } from "./payment-change.ts";
import { NOT_OPENED } from "./provider-status.ts";
import { nextVersion } from "./payment-version.ts";
import type { OpenedCheckout } from "./provider.ts";
import { nextCheckAt } from "./schedule.ts";
import type { WantedCheckout } from "./wanted-checkout.ts";
import type { Writing } from "./write-cause.ts";

/**
 * How long the creation of a checkout can take, in milliseconds. If the payment has no session
 * after this time, the request that was creating the checkout counts as crashed. No buyer was sent
 * to that checkout.
 */
export const CREATING_MS = 15_000;

/** Whether a request has inserted this row and may still be creating its checkout. */
export function isBeingCreated(payment: Payment, now: number): boolean {
  return (
    payment.status === "pending" &&
    payment.provider_session_id === null &&
    payment.attempt !== null &&
    Math.abs(now - payment.created_at) < CREATING_MS
  );
}

/**
 * Inserts a payment with the next attempt number of the topup. Returns `null` if another request
 * inserted that attempt first.
 */
export async function reserve(
  wanted: WantedCheckout,
  earlier: readonly Payment[],
): Promise<Payment | null> {
  const attempt = Math.max(0, ...earlier.map((other) => other.attempt ?? 0)) + 1;
  const payment = newPayment(wanted, attempt);
  const stored = await insertPayment(wanted, payment, "reserve");
  return stored.payment_id === payment.payment_id ? stored : null;
}

function newPayment(
  { context, topup, provider, product_id, return_to }: WantedCheckout,
  attempt: number,
): Payment {
  const now = context.clock();
  return {
    payment_id: context.newPaymentId(),
    provider: provider.id,
    environment: provider.environment,
    business_id: null,
    topup_id: topup.topup_id,
    user_id: topup.user_id,
    credits: topup.credits,
    amount_minor: topup.usd_cents,
    currency: "USD",
    product_id,
    tax_inclusive: null,
    attempt,
    provider_session_id: null,
    provider_payment_id: null,
    provider_order_id: null,
    checkout_url: null,
    ref: context.newId("ref"),
    return_to,
    expires_at: null,
    status: "pending",
    hold_reason: null,
    released: false,
    accepted_usd_cents: null,
    accepted_credits: null,
    accepted_user_id: null,
    provider_status: null,
    net_minor: null,
    refunded_minor: 0,
    disputed: false,
    dispute_status: null,
    invoice_url: null,
    unconfirmed_since: null,
    next_check_at: now + CREATING_MS,
    checked_at: null,
    answered_at: null,
    attempts: 0,
    version: 1,
    write_id: context.newId("wr"),
    created_at: now,
    updated_at: now,
  };
}

/**
 * Creates the checkout, stores its session and returns the payment. Throws if the provider fails or
 * returns the session of another payment. In both cases also marks the payment as failed, so that
 * the next request need not wait for it. A payment whose money has arrived, or that another request
 * has written, is not marked.
 */
export async function createOrGiveUp(wanted: WantedCheckout, payment: Payment): Promise<Payment> {
  const { context, topup, provider, urls } = wanted;
  let opened: OpenedCheckout;
  try {
    opened = await providerDeadline(
      context,
      async (signal) => await provider.openCheckout({ payment, topup, ...urls(payment), signal }),
    );
  } catch (error) {
    await giveUp(wanted, payment);
    throw error;
  }
  context.mistakes.succeeded("this checkout");
  return await storeSession(wanted, payment, opened);
}

/**
 * Stores the session on the payment, even if a webhook has already reported the payment as paid. If
 * another payment has the same session, throws `provider_invalid`. Before that, marks the payment
 * as failed, unless the payment's money has arrived.
 */
async function storeSession(
  writing: Writing,
  payment: Payment,
  opened: OpenedCheckout,
): Promise<Payment> {
  const { context } = writing;
  for (let current = payment; ;) {
    const known = { ...current, ...opened, business_id: opened.business_id ?? current.business_id };
    const next_check_at = hasMoney(current)
      ? current.next_check_at
      : nextCheckAt(known, context.clock());
    const next = nextVersion(context, current, { ...known, next_check_at });
    const change = paymentChange(writing, current, next, "open");
    const changed = await context.storage.changePayment(change);
    if (changed.won) return changed.payment;
    if (changed.payment.version === current.version) {
      if (!hasMoney(current)) await giveUp(writing, current);
      throw new PaymentError(
        "provider_invalid",
        "The payment provider answered with a checkout that belongs to another payment; no page was opened.",
      );
    }
    current = changed.payment;
  }
}

/**
 * Marks a payment as failed because its checkout was not created, or will not be shown to a buyer.
 * Writes nothing if another request has written the payment. An error of the write is only logged.
 */
async function giveUp(writing: Writing, payment: Payment): Promise<void> {
  const { context } = writing;
  const next = nextVersion(context, payment, {
    ...payment,
    status: "failed",
    provider_status: NOT_OPENED,
    next_check_at: null,
  });
  const change = paymentChange(writing, payment, next, "give_up");
  await context.storage.changePayment(change).catch(() =>
    context.logger.warn("an attempt that failed could not be ended", {
      payment_id: payment.payment_id,
    }),
  );
}
