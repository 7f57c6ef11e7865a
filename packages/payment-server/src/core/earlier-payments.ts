/**
 * What has become of a topup's earlier attempts. Another page is opened only when each of them is known not to be paid, and
 * finding that out costs a bounded number of calls, however many there are.
 */
import { PaymentError } from "../errors.ts";
import type { Context } from "./context.ts";
import type { Topup } from "./host.ts";
import {
  inquire,
  MAY_BE_PAID,
  REQUEST_PAUSE_MS,
  stageOf,
  type Calls,
  type Inquiry,
} from "./inquiry.ts";
import type { Matter } from "./write-cause.ts";
import { hasMoney, isSettled, isSoftEnd, type Payment } from "./payment.ts";
import type { PaymentProvider } from "./provider.ts";
import { isSessionOver, SOFT_END_MS } from "./schedule.ts";

/** A create makes at most five calls: these, one for the product, and the one that opens the page. */
export const MOST_LOOKS = 3;
/** With more open pages than calls the others are known for so long: the creates that follow ask about those in turn. */
const KNOWN_MS = 30_000;

/** What a create is about. */
export interface Sought {
  topup: Topup;
  provider: PaymentProvider;
  matter: Matter;
  /** What is left of its calls. */
  calls: Calls;
}

/**
 * Asks about every attempt that may have been paid without our knowing, and returns the page that is still open for the same
 * sale, or `null`. Throws `topup_not_pending`, `payment_held`, `payment_processing`, `busy`, or the provider's trouble.
 */
export async function findOpenPage(
  context: Context,
  sought: Sought,
  attempts: readonly Payment[],
): Promise<Payment | null> {
  const { topup } = sought;
  refuse(attempts.filter(isSettled).map(stored), topup.user_id);
  const inquiries: Inquiry[] = [];
  for (const payment of inOrder(attempts, context.clock())) {
    const inquiry = await look(context, sought, payment);
    inquiries.push(inquiry);
    // Nobody else need be asked about: this one stands in the way.
    if (hasMoney(inquiry.payment) || MAY_BE_PAID.has(inquiry.stage)) break;
  }
  // Read again: what was asked may have brought money that has a row of its own.
  const present =
    inquiries.length === 0 ? attempts : await context.storage.listAttempts(topup.topup_id);
  refuse([...present.map(stored), ...inquiries], topup.user_id);
  return inquiries.find((inquiry) => isSamePage(inquiry, sought, context.clock()))?.payment ?? null;
}

/** What is known of an attempt, asked about if that is not enough. */
async function look(context: Context, sought: Sought, payment: Payment): Promise<Inquiry> {
  const now = context.clock();
  const { calls, matter } = sought;
  if (!canBeAsked(context, payment)) return stored(payment);
  if (isKnown(payment, now, calls.left > 0 ? REQUEST_PAUSE_MS : KNOWN_MS)) return stored(payment);
  // What has ended is left to reconciliation where there are too many of it.
  if (calls.left <= 0 && isSoftEnd(payment)) return stored(payment);
  if (calls.left <= 0) throw notAskedYet(1_000);
  if (await context.storage.takeCheck(payment.payment_id, now - REQUEST_PAUSE_MS, now))
    return await inquire(context, payment, matter, calls);
  // Somebody is asking, or could not: the same page may be handed out again, and only an answer makes room for another one.
  const present = (await context.storage.readPayment(payment.payment_id)) ?? payment;
  const said = stored(present);
  if (
    isKnown(present, now, REQUEST_PAUSE_MS) ||
    isSamePage(said, sought, now) ||
    hasMoney(present) ||
    MAY_BE_PAID.has(said.stage)
  )
    return said;
  throw notAskedYet(REQUEST_PAUSE_MS);
}

/** Of another environment or a provider that is not here any more: only a claim of it can be ended without asking. */
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

/** Whether the row says enough: it was answered for within `ms`, or it had ended when its page could not be paid any more. */
function isKnown(payment: Payment, now: number, ms: number): boolean {
  const { answered_at } = payment;
  if (answered_at === null) return false;
  return (
    Math.abs(now - answered_at) < ms || (isSoftEnd(payment) && isSessionOver(payment, answered_at))
  );
}

/** Money first, then pages that are open, then those that have ended; of each the one first that was answered for least recently. */
function inOrder(attempts: readonly Payment[], now: number): Payment[] {
  return attempts
    .filter((payment) => mayBePaid(payment, now))
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        (a.answered_at ?? 0) - (b.answered_at ?? 0) ||
        (a.attempt ?? 0) - (b.attempt ?? 0),
    );
}

/** A page that was never stored was never handed out. */
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

/** The error names the payment that stands in the way, so that a page can look after it. */
export function refuse(inquiries: readonly Inquiry[], user_id: string): void {
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

export function notPending(ref: string | undefined): PaymentError {
  return new PaymentError("topup_not_pending", "This topup is no longer waiting for a payment.", {
    ref,
  });
}

/** Whoever has the reference sees the payment: it is for the user who made it, also where the host has given the topup to another one. */
export function refFor(user_id: string, payment: Payment | undefined): string | undefined {
  return payment?.user_id === user_id ? payment.ref : undefined;
}

/** The last word that is stored. */
export function stored(payment: Payment): Inquiry {
  return { payment, stage: stageOf(payment) };
}

/** Whether the page of this attempt may be handed out again for the topup as it is now: a page shows the price, the buyer and the environment it was made with. */
export function isSamePage(
  { payment, stage }: Inquiry,
  {
    topup,
    provider,
  }: Pick<Sought, "topup"> & { provider: Pick<PaymentProvider, "id" | "environment"> },
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
