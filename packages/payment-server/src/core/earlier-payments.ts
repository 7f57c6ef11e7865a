/**
 * The earlier payments of a topup. Another checkout is created only if each of them is known not to
 * be paid, and finding that out costs a bounded number of calls, however many there are.
 */
import { PaymentError } from "../errors.ts";
import type { Context } from "./context.ts";
import { inquire, REQUEST_PAUSE_MS, type Inquiry } from "./inquiry.ts";
import { hasMoney, isSettled, isSoftEnd, type Payment } from "./payment.ts";
import type { PaymentProvider } from "./provider.ts";
import { isSessionOver, SOFT_END_MS } from "./schedule.ts";
import { MAY_BE_PAID, stageOf } from "./stage.ts";
import type { WantedCheckout } from "./wanted-checkout.ts";

/**
 * A create makes at most five calls: these, one for the product, and the one that creates the
 * checkout.
 */
export const MOST_CALLS = 3;
/**
 * If a topup has more open checkouts than a create has calls, what was answered about the others
 * counts for so long, and the creates that follow ask about those.
 */
const KNOWN_MS = 30_000;

/**
 * Asks about every payment that may have been paid without our knowing, and returns the one whose
 * checkout is still open for the same sale, or `null`. Throws `topup_not_pending`, `payment_held`,
 * `payment_processing`, `busy`, or the error of the provider.
 */
export async function findOpenCheckout(
  wanted: WantedCheckout,
  payments: readonly Payment[],
): Promise<Payment | null> {
  const { context, topup } = wanted;
  assertNoMoney(payments.filter(isSettled).map(storedInquiry), topup.user_id);
  const inquiries: Inquiry[] = [];
  for (const payment of toAskInOrder(payments, context.clock())) {
    const inquiry = await inquireForCreate(wanted, payment);
    inquiries.push(inquiry);
    // This payment stands in the way, so the others need not be asked about.
    if (hasMoney(inquiry.payment) || MAY_BE_PAID.has(inquiry.stage)) break;
  }
  // Read again: an inquiry may have found money that has a row of its own.
  const present =
    inquiries.length === 0 ? payments : await context.storage.listAttempts(topup.topup_id);
  assertNoMoney([...present.map(storedInquiry), ...inquiries], topup.user_id);
  const same = inquiries.find((inquiry) => isSameCheckout(inquiry, wanted, context.clock()));
  return same?.payment ?? null;
}

/** Returns what is known of a payment, and asks the provider if that is not enough. */
async function inquireForCreate(wanted: WantedCheckout, payment: Payment): Promise<Inquiry> {
  const { context, calls } = wanted;
  const now = context.clock();
  if (!canBeAsked(context, payment)) return storedInquiry(payment);
  if (isKnown(payment, now, calls.left > 0 ? REQUEST_PAUSE_MS : KNOWN_MS))
    return storedInquiry(payment);
  // If there are too many payments, those that have ended are left to reconciliation.
  if (calls.left <= 0 && isSoftEnd(payment)) return storedInquiry(payment);
  if (calls.left <= 0) throw notAskedYet(1_000);
  if (await context.storage.takeCheck(payment.payment_id, now - REQUEST_PAUSE_MS, now))
    return await inquire(wanted, payment, calls);
  // Another request is asking, or has failed to. The same checkout may be handed out again, but
  // only an answer makes room for another one.
  const present = (await context.storage.readPayment(payment.payment_id)) ?? payment;
  const stored = storedInquiry(present);
  if (
    isKnown(present, now, REQUEST_PAUSE_MS) ||
    isSameCheckout(stored, wanted, now) ||
    hasMoney(present) ||
    MAY_BE_PAID.has(stored.stage)
  )
    return stored;
  throw notAskedYet(REQUEST_PAUSE_MS);
}

/** Without its provider, or in another environment, a payment can only be resolved by its claim. */
function canBeAsked({ providers }: Context, { provider, environment, status }: Payment): boolean {
  return status === "crediting" || providers.get(provider)?.environment === environment;
}

function notAskedYet(retry_after_ms: number): PaymentError {
  return new PaymentError(
    "busy",
    "Earlier checkouts of this topup are still being asked about; try again in a few seconds.",
    { retry_after_ms },
  );
}

/**
 * Whether the row says enough: the provider answered about it within `ms`, or it had ended when its
 * checkout could no longer be paid.
 */
function isKnown(payment: Payment, now: number, ms: number): boolean {
  const { answered_at } = payment;
  if (answered_at === null) return false;
  return (
    Math.abs(now - answered_at) < ms || (isSoftEnd(payment) && isSessionOver(payment, answered_at))
  );
}

/**
 * Money comes first, then open checkouts, then those that have ended; within each, the one whose
 * last answer is oldest.
 */
function toAskInOrder(payments: readonly Payment[], now: number): Payment[] {
  return payments
    .filter((payment) => mayBePaid(payment, now))
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        (a.answered_at ?? 0) - (b.answered_at ?? 0) ||
        (a.attempt ?? 0) - (b.attempt ?? 0),
    );
}

/** A checkout whose session was never stored was never handed out. */
function mayBePaid(payment: Payment, now: number): boolean {
  if (
    isSettled(payment) ||
    (payment.provider_session_id === null && payment.provider_payment_id === null)
  )
    return false;
  return !isSoftEnd(payment) || payment.created_at > now - SOFT_END_MS;
}

function rank(payment: Payment): number {
  if (payment.status === "crediting") return 0;
  return isSoftEnd(payment) ? 2 : 1;
}

/**
 * Throws if the topup is paid, or if a payment of it is held or in flight. The error carries the
 * reference of that payment, so that the page can follow it.
 */
export function assertNoMoney(inquiries: readonly Inquiry[], user_id: string): void {
  const find = (test: (inquiry: Inquiry) => boolean): Payment | undefined =>
    inquiries.find(test)?.payment;
  const paid = find(({ payment }) => payment.status === "paid");
  if (paid !== undefined) throw notPending(refFor(user_id, paid));
  const held = find(({ payment }) => payment.status === "held");
  if (held !== undefined) {
    throw new PaymentError(
      "payment_held",
      "A payment of this topup has arrived and is being looked at; do not pay again.",
      { ref: refFor(user_id, held) },
    );
  }
  const processing = find(
    ({ payment, stage }) => payment.status === "crediting" || MAY_BE_PAID.has(stage),
  );
  if (processing !== undefined) {
    throw new PaymentError(
      "payment_processing",
      "A payment of this topup is on its way; do not pay again.",
      { retry_after_ms: 10_000, ref: refFor(user_id, processing) },
    );
  }
}

/**
 * Returns the error for a topup that is no longer pending; `ref` finds the payment that paid it.
 */
export function notPending(ref: string | undefined): PaymentError {
  return new PaymentError("topup_not_pending", "This topup is no longer waiting for a payment.", {
    ref,
  });
}

/**
 * Returns the reference of a payment only to the user who made it, since the reference gives
 * access: the host may have given the topup to another user meanwhile.
 */
export function refFor(user_id: string, payment: Payment | undefined): string | undefined {
  return payment?.user_id === user_id ? payment.ref : undefined;
}

/** Returns what the stored row says, as an inquiry would. */
export function storedInquiry(payment: Payment): Inquiry {
  return { payment, stage: stageOf(payment) };
}

/**
 * Whether the checkout of this payment may be handed out again for the topup as it is now. A
 * checkout keeps the price, the buyer and the environment that it was created with.
 */
export function isSameCheckout(
  { payment, stage }: Inquiry,
  {
    topup,
    provider,
  }: Pick<WantedCheckout, "topup"> & { provider: Pick<PaymentProvider, "id" | "environment"> },
  now: number,
): boolean {
  return (
    payment.status === "pending" &&
    (stage === "none" || stage === "open") &&
    payment.checkout_url !== null &&
    (payment.expires_at ?? 0) > now &&
    payment.provider === provider.id &&
    payment.environment === provider.environment &&
    payment.amount_minor === topup.usd_cents &&
    payment.credits === topup.credits &&
    payment.user_id === topup.user_id
  );
}
