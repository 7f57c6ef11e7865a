/**
 * Checks the earlier payments of a topup. Another checkout is created only if none of them is paid,
 * held or being paid, as far as the stored rows and the provider's answers show. The check makes a
 * limited number of calls to the provider, however many payments there are.
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
 * The largest number of sessions and payments that a request for a checkout reads from the provider
 * to check earlier payments. The request also reads the product, unless it is cached, and creates
 * the checkout.
 */
export const MOST_CALLS = 3;
/**
 * How old a stored answer of the provider may be, in milliseconds, if the request has no calls
 * left. A topup with many open checkouts is thus checked by several requests, and each request
 * queries the provider about some of them.
 */
const KNOWN_MS = 30_000;

/**
 * Queries the provider about the payments that may have been paid, if the stored answers are not
 * recent enough. Returns a payment whose checkout is still open and fits the topup
 * (`isSameCheckout()`), or `null` if there is none. Throws `topup_not_pending`, `payment_held`,
 * `payment_processing`, `busy`, or the error of the provider or the host.
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
    // This payment already rules out another checkout, so the others need not be queried.
    if (hasMoney(inquiry.payment) || MAY_BE_PAID.has(inquiry.stage)) break;
  }
  // The payments are read again: an inquiry may have inserted a row for a second provider payment.
  const present =
    inquiries.length === 0 ? payments : await context.storage.listAttempts(topup.topup_id);
  assertNoMoney([...present.map(storedInquiry), ...inquiries], topup.user_id);
  const same = inquiries.find((inquiry) => isSameCheckout(inquiry, wanted, context.clock()));
  return same?.payment ?? null;
}

/**
 * Returns the state of a payment. Queries the provider unless the stored state is enough, for
 * example because it is recent. Throws `busy` if a query is needed and cannot be made now.
 */
async function inquireForCreate(wanted: WantedCheckout, payment: Payment): Promise<Inquiry> {
  const { context, calls } = wanted;
  const now = context.clock();
  if (!canBeAsked(context, payment)) return storedInquiry(payment);
  if (isKnown(payment, now, calls.left > 0 ? REQUEST_PAUSE_MS : KNOWN_MS))
    return storedInquiry(payment);
  // With no calls left, payments that have ended are not queried; reconciliation checks them.
  if (calls.left <= 0 && isSoftEnd(payment)) return storedInquiry(payment);
  if (calls.left <= 0) throw notAskedYet(1_000);
  if (await context.storage.takeCheck(payment.payment_id, now - REQUEST_PAUSE_MS, now))
    return await inquire(wanted, payment, calls);
  // Another request has just begun to query the provider about this payment. The payment's open
  // checkout can be shown again, but another checkout is created only after an answer of the
  // provider.
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

/**
 * Whether this process can check the payment. A `crediting` payment is checked by its claim. Any
 * other payment needs a provider of its environment.
 */
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
 * Whether the provider need not be queried again about the payment. This is so if the provider
 * answered within the last `ms` milliseconds. It is also so if the payment has ended and the
 * provider answered after the payment's session was over.
 */
function isKnown(payment: Payment, now: number, ms: number): boolean {
  const { answered_at } = payment;
  if (answered_at === null) return false;
  return (
    Math.abs(now - answered_at) < ms || (isSoftEnd(payment) && isSessionOver(payment, answered_at))
  );
}

/**
 * Returns the payments to query: `crediting` ones first, then open ones, then those that have
 * ended. Within each group, the one with the oldest answer comes first.
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

/**
 * Whether the payment is not settled and may have been paid. A payment with neither a stored
 * session nor a provider payment cannot have been paid, since its checkout was never shown to a
 * buyer. A payment that has ended without being paid counts only if it was created in the last 14
 * days.
 */
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
 * Throws `topup_not_pending` if one of the payments is paid, or else `payment_held` if one is held,
 * or else `payment_processing` if one is being credited or in a stage of `MAY_BE_PAID`. If that
 * payment belongs to this user, the error contains the payment's reference, so that the page can
 * show the payment's status.
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
 * Returns the error for a topup that is not pending. `ref` refers to the payment to show, if any.
 */
export function notPending(ref: string | undefined): PaymentError {
  return new PaymentError("topup_not_pending", "This topup is no longer waiting for a payment.", {
    ref,
  });
}

/**
 * Returns the reference of the payment if the payment belongs to this user, else `undefined`. The
 * host may have given the topup to another user, who must not get access to the payment.
 */
export function refFor(user_id: string, payment: Payment | undefined): string | undefined {
  return payment?.user_id === user_id ? payment.ref : undefined;
}

/** Returns the stored row in the form of an inquiry's result, without a query. */
export function storedInquiry(payment: Payment): Inquiry {
  return { payment, stage: stageOf(payment) };
}

/**
 * Whether the payment's open checkout can be used again. The price, credits and user of the topup,
 * and the provider and its environment, must be the same as when the checkout was created.
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
