/**
 * Reads the topup after a call of `finishTopup()`. The credit is confirmed if the topup's status is
 * `paid`.
 */
import { docsOf, PaymentError } from "../errors.ts";
import type { Context } from "./context.ts";
import { nextStatus, type Payment } from "./payment.ts";
import { paymentChange } from "./payment-change.ts";
import { nextVersion } from "./payment-version.ts";
import { nextCheckAt, YOUNG_MS } from "./schedule.ts";
import type { Changed, Credit } from "./storage-records.ts";
import { readTopup } from "./topup.ts";
import { decidedEvent, type Writing } from "./write-cause.ts";

/**
 * The pauses before the three reads of the topup, in milliseconds. One read is not enough, because
 * a replica of the host's database may lag behind the commit.
 */
const PAUSES_MS: readonly number[] = [0, 100, 400];
/**
 * The shortest and the longest pause between two reads of a topup whose credit was committed and
 * whose status is not `paid`, in milliseconds.
 */
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Used as the status of a topup that does not exist. */
export const MISSING = "missing";
/** Used as the status of a topup that could not be read. */
const UNREADABLE = "unreadable";

/**
 * Returns the topup's status after a call of `finishTopup()`. Reads the topup up to three times,
 * until the status is `paid`. Returns `"missing"` if there is no such topup, and `"unreadable"` if
 * the host fails or returns an invalid topup.
 */
export async function readBack(context: Context, topup_id: string): Promise<string> {
  let status = MISSING;
  for (const pause of PAUSES_MS) {
    if (pause > 0) await context.sleep(pause);
    try {
      status = (await readTopup(context, topup_id))?.status ?? MISSING;
    } catch (error) {
      if (!(error instanceof PaymentError)) throw error;
      return UNREADABLE;
    }
    if (status === "paid") return status;
  }
  return status;
}

/**
 * Returns whether the service may assume that the host has not credited the topup for this claim. A
 * claim is voided only if the result is `true`. In guarded mode the result depends on the topup's
 * status, because `finishTopup()` can throw after its commit. The topup is then read several times,
 * because a replica may not show the commit yet. In transactional mode the topup is not read: an
 * open claim was not credited, unless the host has ended the transaction itself.
 */
export async function isNotCredited(
  context: Context,
  { topup_id, mode }: Credit,
): Promise<boolean> {
  if (mode === "transactional") return true;
  const topup_status = await readBack(context, topup_id);
  return topup_status !== "paid" && topup_status !== UNREADABLE;
}

/**
 * Logs an error and marks the claim as returned, because `finishTopup()` was or may have been
 * called and the topup's status is not `paid`. From then on the host is called again only if an
 * administrator decides so. Writes nothing if the payment is no longer `crediting` or the fence is
 * outdated. Returns the stored payment.
 */
export async function noteReturn(
  writing: Writing,
  payment: Payment,
  fence: number,
  topup_status: string,
): Promise<Payment> {
  const { context } = writing;
  const now = context.clock();
  logUnpaid(
    context,
    payment,
    topup_status,
    "finishTopup() was called, or may have been, and the topup does not say `paid`: the payment does not count as credited, and finishTopup() is not called again by itself",
  );
  return await retryWrite(payment, async (current) => {
    if (current.status !== "crediting") return null;
    const returned = { ...current, attempts: 0, unconfirmed_since: now };
    const next = nextVersion(context, current, {
      ...returned,
      next_check_at: nextCheckAt(returned, now),
    });
    return await context.storage.returnCredit(
      paymentChange(writing, current, next, "return"),
      fence,
    );
  });
}

/**
 * Holds a payment whose topup is still not `paid` 15 minutes after the host was or may have been
 * called. Before that time, returns `null` and writes nothing. An administrator's release of the
 * payment stays stored. It contains the user and the credits with which the host was called, so it
 * says who has received how many credits if the topup becomes `paid` later.
 */
export async function holdUnconfirmed(writing: Writing, payment: Payment): Promise<Changed | null> {
  const { context, cause } = writing;
  const now = context.clock();
  if (now - (payment.unconfirmed_since ?? now) < YOUNG_MS) return null;
  const next = nextVersion(context, payment, {
    ...payment,
    status: nextStatus(payment.status, "mismatch"),
    hold_reason: "topup_not_paid",
    attempts: 0,
    next_check_at: null,
  });
  context.logger.warn("payment held", {
    payment_id: payment.payment_id,
    hold_reason: "topup_not_paid",
    docs: docsOf("topup_not_paid"),
  });
  const event = decidedEvent(cause, "held", payment.payment_id);
  const change = paymentChange(writing, payment, next, "hold", event);
  return await context.storage.changePayment(change);
}

/**
 * Reads the topup after a commit in transactional mode, and returns the stored payment. The payment
 * stays `paid`, because its status was committed together with the host's writes. If the topup's
 * status is not `paid`, logs an error and sets `unconfirmed_since`, so that reconciliation reads
 * the topup again. A `PaymentError` is only logged.
 */
export async function confirmCommitted(writing: Writing, payment: Payment): Promise<Payment> {
  const { context } = writing;
  try {
    const topup_status = await readBack(context, payment.topup_id);
    if (topup_status === "paid") return payment;
    const now = context.clock();
    logUnpaid(
      context,
      payment,
      topup_status,
      "finishTopup() has committed and the topup does not say `paid`: look at the topup and at the balance",
    );
    return await retryWrite(payment, async (current) => {
      const next = nextVersion(context, current, {
        ...current,
        unconfirmed_since: now,
        next_check_at: now + MINUTE_MS,
      });
      const change = paymentChange(writing, current, next, "unconfirmed");
      return await context.storage.changePayment(change);
    });
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    context.logger.warn("a credit was committed and could not be read back", {
      payment_id: payment.payment_id,
      code: error.code,
    });
    return payment;
  }
}

/**
 * Reads the topup again for a payment whose credit was committed but not confirmed. Clears
 * `unconfirmed_since` if the topup's status is `paid`, or else schedules the next read. Returns the
 * stored payment.
 */
export async function confirmAgain(writing: Writing, payment: Payment): Promise<Payment> {
  const { context } = writing;
  const topup = await readTopup(context, payment.topup_id);
  const confirmed = topup?.status === "paid";
  const next = nextVersion(context, payment, {
    ...payment,
    ...(confirmed
      ? { unconfirmed_since: null, next_check_at: null }
      : { next_check_at: nextReadAt(context, payment) }),
  });
  const change = paymentChange(writing, payment, next, confirmed ? "confirm" : "unconfirmed");
  return (await context.storage.changePayment(change)).payment;
}

/** Returns when to read the topup again. The pause grows with the time since the commit. */
function nextReadAt(context: Context, { unconfirmed_since }: Payment): number {
  const now = context.clock();
  return now + Math.min(DAY_MS, Math.max(MINUTE_MS, now - (unconfirmed_since ?? now)));
}

/**
 * Calls `write` with the payment. If another request has written the payment meanwhile, calls
 * `write` again with what is stored now. `write` returns `null` if there is nothing to write.
 * Returns the payment as it is stored afterwards.
 */
async function retryWrite(
  payment: Payment,
  write: (current: Payment) => Promise<Changed | null>,
): Promise<Payment> {
  for (let current = payment; ;) {
    const changed = await write(current);
    if (changed === null) return current;
    if (changed.won || changed.payment.version === current.version) return changed.payment;
    current = changed.payment;
  }
}

/**
 * Logs that the topup's status is not `paid`. The status itself is logged only if it is a short
 * identifier, since any other text could be personal data.
 */
function logUnpaid(
  { logger }: Context,
  { payment_id }: Payment,
  topup_status: string,
  message: string,
): void {
  logger.error(message, {
    payment_id,
    topup_status: /^[\w-]{1,40}$/.test(topup_status) ? topup_status : "another word",
  });
}
