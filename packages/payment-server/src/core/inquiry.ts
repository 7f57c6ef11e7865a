/** Queries the provider about one payment of ours, and settles the answer. */
import { PaymentError } from "../errors.ts";
import { confirmAgain } from "./confirmation.ts";
import type { Context } from "./context.ts";
import { isOpenClaim, resolveClaim } from "./credit.ts";
import { providerDeadline, settlementDeadline } from "./provider-deadline.ts";
import { hasMoney, isSettled, type Payment } from "./payment.ts";
import { mayStillSucceed, UNKNOWN } from "./provider-status.ts";
import { writeProgress } from "./payment-write.ts";
import { askProvider, type Calls } from "./provider-inquiry.ts";
import { nextCheckAt } from "./schedule.ts";
import { isCheckoutOver, MAY_BE_PAID, stageOf, type Stage } from "./stage.ts";
import { readTopup } from "./topup.ts";
import type { Writing } from "./write-cause.ts";

/**
 * The shortest time between two inquiries that pages, lists and checkouts make about the same
 * payment, in milliseconds.
 */
export const REQUEST_PAUSE_MS = 3_000;

/** The result of an inquiry: the payment as it is stored afterwards, and its stage. */
export interface Inquiry {
  payment: Payment;
  stage: Stage;
}

/**
 * Queries the provider about a payment, settles the answer and schedules the next check. For a
 * `paid` payment whose credit is not confirmed, only reads the topup. For a `crediting` payment
 * with an open claim, reads the topup first, and queries the provider only if nothing was credited
 * for the claim. `calls` limits the number of calls. If a limit is given and the session's status
 * alone is enough, the session's payment is not read. Throws the errors of the provider and the
 * host.
 */
export async function inquire(
  writing: Writing,
  payment: Payment,
  calls: Calls | null = null,
): Promise<Inquiry> {
  const { context } = writing;
  const provider = context.providers.get(payment.provider);
  if (payment.status === "paid" && payment.unconfirmed_since !== null)
    return { payment: await confirmAgain(writing, payment), stage: "succeeded" };
  if (payment.status === "crediting") {
    const resolved = await resolveOwnClaim(writing, payment);
    if (resolved !== null)
      return { payment: await postpone(context, resolved), stage: "succeeded" };
  }
  // Without a key for the payment's environment this process cannot query the provider. It only
  // schedules the next check, for a process that has the key.
  if (provider === undefined || provider.environment !== payment.environment)
    return { payment: await postpone(context, payment), stage: stageOf(payment) };
  return await settlementDeadline(context, async (signal) => {
    const asked_at = context.clock();
    const settling = { ...writing, provider, signal };
    const { session_known, stage: answered } = await askProvider(settling, payment, calls);
    const over = isCheckoutOver(payment, answered, session_known, context.clock());
    const stage = over ? "expired" : answered;
    const stored = await storeStage(writing, payment, stage);
    // If the row does not show the answer, the time of the answer is not stored either. Otherwise
    // the buyer could be told that nothing was paid.
    const after =
      stored === null
        ? await postpone(context, payment)
        : await reschedule(context, payment, stored, asked_at);
    return { payment: after, stage };
  });
}

/**
 * Queries the provider about a payment on behalf of a request, at most once in three seconds and
 * within the budget. If that is not possible, returns the given payment. If the inquiry fails,
 * returns the stored one.
 */
export async function inquireForRequest(writing: Writing, payment: Payment): Promise<Payment> {
  const { context } = writing;
  if (!(await takeRequestCheck(context, payment))) return payment;
  try {
    return (await inquire(writing, payment)).payment;
  } catch (error) {
    logUnanswered(context, payment, error);
    return await readPresent(context, payment);
  }
}

/**
 * Reads the session of a pending payment on behalf of a request, with the limits of
 * `inquireForRequest()`, and settles nothing. If the session has no payment yet, stores the time of
 * the query as `answered_at`. Returns the payment, with that time if it was stored.
 */
export async function lookForRequest(context: Context, payment: Payment): Promise<Payment> {
  const { provider_session_id, status } = payment;
  const provider = context.providers.get(payment.provider);
  if (
    status !== "pending" ||
    provider_session_id === null ||
    provider?.environment !== payment.environment ||
    !(await takeRequestCheck(context, payment))
  )
    return payment;
  const answered_at = context.clock();
  try {
    const session = await providerDeadline(
      context,
      async (signal) => await provider.readSession(provider_session_id, signal),
    );
    if (!session.known || session.status !== null) return payment;
    // No payment has version 0, so the time of the next check stays as it is.
    await context.storage.schedule(payment.payment_id, {
      version: 0,
      next_check_at: payment.next_check_at,
      answered_at,
    });
    return { ...payment, answered_at };
  } catch (error) {
    logUnanswered(context, payment, error);
    return payment;
  }
}

/**
 * Whether a request may query the provider about this payment now. If so, no other request may
 * query the provider about the payment for three seconds. If another request has just begun a
 * query, the result is `false`, but the budget may have been charged.
 */
async function takeRequestCheck(context: Context, payment: Payment): Promise<boolean> {
  const now = context.clock();
  const { checked_at } = payment;
  const recently = checked_at !== null && checked_at > now - REQUEST_PAUSE_MS && checked_at <= now;
  if (isSettled(payment) || recently || !context.budget.take("pages", payment.user_id))
    return false;
  return await context.storage.takeCheck(payment.payment_id, now - REQUEST_PAUSE_MS, now);
}

/** Logs that an inquiry has failed. Throws any error that is not a `PaymentError`. */
function logUnanswered({ logger }: Context, { payment_id }: Payment, error: unknown): void {
  if (!(error instanceof PaymentError)) throw error;
  logger.warn("a payment could not be asked about", { payment_id, code: error.code });
}

/**
 * Resolves the payment's open claim by reading the topup, without the provider. Returns `null` if
 * there is no such claim, or if nothing was credited for it.
 */
async function resolveOwnClaim(writing: Writing, payment: Payment): Promise<Payment | null> {
  const { context } = writing;
  const credit = await context.storage.readCredit(payment.topup_id);
  if (credit?.payment_id !== payment.payment_id || !isOpenClaim(credit)) return null;
  const topup = await readTopup(context, payment.topup_id);
  const resolved = await resolveClaim(writing, payment, credit, topup?.status ?? null);
  return "payment" in resolved ? resolved.payment : null;
}

/**
 * Updates the row by the stage that the inquiry has found. If the checkout has expired, marks the
 * payment as expired. If money may still arrive and the row does not show that, sets the row to
 * `pending` with an unknown status at the provider. The row is read again first, because the
 * inquiry may have changed it. Returns the stored row, or `null` if another request has written the
 * row meanwhile, so that the row does not show the stage.
 */
async function storeStage(
  writing: Writing,
  before: Payment,
  stage: Stage,
): Promise<Payment | null> {
  const payment = await readPresent(writing.context, before);
  const over = stage === "expired";
  const pays = MAY_BE_PAID.has(stage) && !hasMoney(payment) && !mayStillSucceed(payment);
  if (!over && !pays) return payment;
  const learned = over ? {} : { provider_status: UNKNOWN };
  const written = await writeProgress(writing, payment, learned, over ? stage : "processing");
  return written === "lost" ? null : written.payment;
}

async function readPresent({ storage }: Context, payment: Payment): Promise<Payment> {
  return (await storage.readPayment(payment.payment_id)) ?? payment;
}

/**
 * Schedules the next check, unless another write has scheduled it during the inquiry, and stores
 * `answered_at` if the provider has answered. Does nothing if the payment is settled.
 */
async function reschedule(
  context: Context,
  before: Payment,
  after: Payment,
  answered_at: number | null,
): Promise<Payment> {
  if (isSettled(after) || (answered_at === null && after.version !== before.version)) return after;
  await context.storage.schedule(after.payment_id, {
    version: before.version,
    next_check_at: nextCheckAt(after, context.clock()),
    answered_at,
  });
  return { ...after, answered_at: answered_at ?? after.answered_at };
}

/**
 * Schedules the next check of a payment about which the provider was not queried or has not
 * answered. Returns the stored payment.
 */
export async function postpone(context: Context, payment: Payment): Promise<Payment> {
  return await reschedule(context, payment, await readPresent(context, payment), null);
}
