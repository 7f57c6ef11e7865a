/** Calls `finishTopup()` for a claim, and stores the result. */
import { PaymentError } from "../errors.ts";
import { confirmCommitted, noteReturn, readBack } from "./confirmation.ts";
import type { Context } from "./context.ts";
import { HOST_MS } from "./time-limits.ts";
import { closeCredit, paidByAnother, type CreditOutcome } from "./credit-close.ts";
import { DeadlineError, withDeadline } from "./deadline.ts";
import type { CloseWithHost, FinishTopup } from "./host.ts";
import type { FinishExtra } from "./finish-extra.ts";
import type { Payment } from "./payment.ts";
import { nextCheckAt } from "./schedule.ts";
import { LostTransactionError } from "./storage.ts";
import { readTopup, unavailable } from "./topup.ts";
import { saleOf } from "./verdict.ts";
import type { Writing } from "./write-cause.ts";

const LATE = {
  code: "host_unavailable",
  message: "The application's finishTopup() did not return in time; it will be called again.",
} as const;

/**
 * Calls `finishTopup()` for the claim with this fence, and closes the claim if the topup's status
 * is `paid` afterwards. Throws `host_unavailable` if the host fails or times out; the claim then
 * stays open.
 */
export async function callHost(
  writing: Writing,
  payment: Payment,
  fence: number,
): Promise<CreditOutcome> {
  const { context } = writing;
  const call = async (finish: FinishTopup): Promise<void> => {
    await withDeadline(context, HOST_MS, LATE, async (signal) => {
      await finish(payment.topup_id, finishExtra(writing, payment, fence, signal));
    });
    context.mistakes.succeeded("finishTopup()");
  };
  const { finishTopup, closeWithHost } = context.host;
  if (closeWithHost !== null)
    return await callInTransaction(writing, payment, fence, closeWithHost, call);
  try {
    await call(finishTopup);
  } catch (error) {
    if (error instanceof DeadlineError) throw error;
    return await afterThrow(writing, payment, fence, error);
  }
  const topup_status = await readBack(context, payment.topup_id);
  if (topup_status === "paid") return await closeCredit(writing, payment, fence);
  const noted = await noteReturn(writing, payment, fence, topup_status);
  return noted.status === "paid" ? paidByAnother(noted) : { kind: "busy", payment: noted };
}

/** Ends the claim and calls the host in one transaction. Reads the topup after the commit. */
async function callInTransaction(
  writing: Writing,
  payment: Payment,
  fence: number,
  closeWithHost: CloseWithHost,
  call: (finish: FinishTopup) => Promise<void>,
): Promise<CreditOutcome> {
  const closed = await closeCredit(
    writing,
    payment,
    fence,
    async (change) => await closeWithHost(change, fence, call),
  ).catch(
    // A timeout is handled like an error of the host. The transaction has ended, so the host can no
    // longer write through it.
    async (error: unknown) => await afterThrow(writing, payment, fence, error),
  );
  return closed.kind === "paid"
    ? { ...closed, payment: await confirmCommitted(writing, closed.payment) }
    : closed;
}

/**
 * Handles an error of the host's call. First finds out whether the host has credited nevertheless.
 * If it has not, ends the lease, because the call is no longer running, and throws.
 */
async function afterThrow(
  writing: Writing,
  payment: Payment,
  fence: number,
  error: unknown,
): Promise<CreditOutcome> {
  const { context } = writing;
  const credited = await findCredited(writing, payment, fence, error);
  if (credited !== null) return credited;
  if (error instanceof LostTransactionError)
    return await afterLostTransaction(writing, payment, fence, error);
  await context.storage.endLease(payment.topup_id, fence);
  await context.storage.schedule(payment.payment_id, {
    version: payment.version,
    next_check_at: nextCheckAt(payment, context.clock()),
    answered_at: null,
  });
  context.logger.error(
    context.host.closeWithHost === null
      ? "finishTopup() failed; it will be called again"
      : "a credit was rolled back, finishTopup() with it; both will be tried again",
    { payment_id: payment.payment_id, attempts: payment.attempts },
    error,
  );
  if (error instanceof PaymentError) throw error;
  return unavailable("finishTopup()", error);
}

/**
 * Handles a host that has ended our transaction. The host's writes may be committed, so the host is
 * not called again unless an administrator decides so.
 */
async function afterLostTransaction(
  writing: Writing,
  payment: Payment,
  fence: number,
  error: LostTransactionError,
): Promise<CreditOutcome> {
  const { context } = writing;
  context.logger.error(
    "finishTopup() ended the transaction that it was given, so what it wrote may be there without our mark",
    { payment_id: payment.payment_id },
    error,
  );
  const topup_status = await readBack(context, payment.topup_id);
  if (topup_status === "paid") return await closeCredit(writing, payment, fence);
  await noteReturn(writing, payment, fence, topup_status);
  throw error;
}

/**
 * Finds out whether the host has credited although it threw. Returns `null` if it has not. In
 * guarded mode the topup's status `paid` shows a credit. In transactional mode the status `paid` of
 * our payment shows it, since that status is committed together with the host's writes.
 */
async function findCredited(
  writing: Writing,
  payment: Payment,
  fence: number,
  error: unknown,
): Promise<CreditOutcome | null> {
  const { context } = writing;
  if (context.host.closeWithHost !== null) return await findCommitted(context, payment, error);
  const topup = await readTopup(context, payment.topup_id);
  return topup?.status === "paid" ? await closeCredit(writing, payment, fence) : null;
}

async function findCommitted(
  { storage, logger }: Context,
  { payment_id }: Payment,
  error: unknown,
): Promise<CreditOutcome | null> {
  const stored = await storage.readPayment(payment_id);
  if (stored?.status !== "paid") return null;
  // A `PaymentError` means that only the response to our COMMIT was lost. Any other error should
  // have rolled the transaction back but has not, so it is logged.
  if (!(error instanceof PaymentError))
    logger.error(
      "finishTopup() ended its transaction and then failed; look at the topup and at the balance",
      { payment_id },
      error,
    );
  // Another request may have closed the claim without storing our webhook event.
  return paidByAnother(stored);
}

function finishExtra(
  { cause }: Writing,
  payment: Payment,
  fence: number,
  signal: AbortSignal,
): FinishExtra {
  const provider_session_id = payment.provider_session_id ?? "";
  const provider_payment_id = payment.provider_payment_id ?? "";
  return {
    note: `${payment.provider} topup`,
    ref: provider_payment_id,
    meta: {
      provider: payment.provider,
      payment_id: payment.payment_id,
      provider_session_id,
      provider_payment_id,
      provider_order_id: payment.provider_order_id ?? "",
      dodo_event_id: cause.event_id ?? "",
      dodo_checkout_session_id: provider_session_id,
      dodo_payment_id: provider_payment_id,
    },
    topup: saleOf(payment),
    idempotency_key: `topup:${payment.topup_id}`,
    fence,
    signal,
  };
}
