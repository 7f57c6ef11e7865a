/** Calls `finishTopup()` for a claim, and stores the result. */
import { PaymentError } from "../errors.ts";
import { noteReturn, readBack } from "./confirmation.ts";
import type { Context } from "./context.ts";
import { HOST_MS } from "./time-limits.ts";
import { closeCredit, paidByAnother, type CreditOutcome } from "./credit-close.ts";
import { DeadlineError, withDeadline } from "./deadline.ts";
import type { FinishTopup } from "./host.ts";
import type { FinishExtra } from "./finish-extra.ts";
import type { Payment } from "./payment.ts";
import { nextCheckAt } from "./schedule.ts";
import { readTopup, unavailable } from "./topup.ts";
import { saleOf } from "./verdict.ts";
import type { Writing } from "./write-cause.ts";

const LATE = {
  code: "host_unavailable",
  message: "The application's finishTopup() did not return in time; it will be called again.",
} as const;

/**
 * Calls `finishTopup()` in guarded mode for the claim with this fence. If the topup's status is
 * `paid` afterwards, closes the claim, even if the host has thrown. If the call has returned and
 * the status is another one, marks the claim as returned. Otherwise the claim stays open, and a
 * `PaymentError` such as `host_unavailable` is thrown. After a timeout the topup is not read.
 */
export async function callHost(
  writing: Writing,
  payment: Payment,
  fence: number,
  finish: FinishTopup,
): Promise<CreditOutcome> {
  const { context } = writing;
  try {
    await callFinishTopup(writing, payment, fence, finish);
  } catch (error) {
    if (error instanceof DeadlineError) throw error;
    return await afterThrow(writing, payment, fence, error);
  }
  const topup_status = await readBack(context, payment.topup_id);
  if (topup_status === "paid") return await closeCredit(writing, payment, fence);
  const noted = await noteReturn(writing, payment, fence, topup_status);
  return noted.status === "paid" ? paidByAnother(noted) : { kind: "busy", payment: noted };
}

/**
 * Calls `finishTopup()` with a time limit. Throws the host's error unchanged, or `DeadlineError` if
 * the host does not return in time.
 */
export async function callFinishTopup(
  writing: Writing,
  payment: Payment,
  fence: number,
  finish: FinishTopup,
): Promise<void> {
  const { context } = writing;
  await withDeadline(context, HOST_MS, LATE, async (signal) => {
    await finish(payment.topup_id, finishExtra(writing, payment, fence, signal));
  });
  context.mistakes.succeeded("finishTopup()");
}

/**
 * Ends the lease of a claim, because the host's call has ended or can no longer write, and
 * schedules the next try.
 */
export async function retryLater(
  { storage, clock }: Context,
  payment: Payment,
  fence: number,
): Promise<void> {
  await storage.endLease(payment.topup_id, fence);
  await storage.schedule(payment.payment_id, {
    version: payment.version,
    next_check_at: nextCheckAt(payment, clock()),
    answered_at: null,
  });
}

/** Throws an error of the host's call: one of ours unchanged, any other as `host_unavailable`. */
export function throwHostError(error: unknown): never {
  if (error instanceof PaymentError) throw error;
  return unavailable("finishTopup()", error);
}

/**
 * Handles an error of the host's call. If the topup's status is `paid`, the host has credited
 * nevertheless, and the claim is closed. If the status is another one, ends the lease, schedules
 * the next try and throws. If the topup cannot be read, only throws.
 */
async function afterThrow(
  writing: Writing,
  payment: Payment,
  fence: number,
  error: unknown,
): Promise<CreditOutcome> {
  const { context } = writing;
  const log = (message: string): void =>
    context.logger.error(
      message,
      { payment_id: payment.payment_id, attempts: payment.attempts },
      error,
    );
  const topup = await readTopup(context, payment.topup_id).catch((unread: unknown) => {
    log("finishTopup() failed, and then readTopup() too");
    throw unread;
  });
  if (topup?.status === "paid") return await closeCredit(writing, payment, fence);
  await retryLater(context, payment, fence);
  log("finishTopup() failed; it will be called again");
  return throwHostError(error);
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
