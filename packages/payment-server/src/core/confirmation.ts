/**
 * Reads the host's topup back: a credit counts once `finishTopup()` has returned and the topup says
 * `paid`.
 */
import { PaymentError } from "../errors.ts";
import { auditEntry } from "./audit.ts";
import type { Context } from "./context.ts";
import { nextStatus, NOT_RELEASED, type Payment } from "./payment.ts";
import { nextVersion } from "./payment-version.ts";
import { nextCheckAt, YOUNG_MS } from "./schedule.ts";
import type { Changed, Credit } from "./storage-records.ts";
import { readTopup } from "./topup.ts";
import { decidedEvent, type Writing } from "./write-cause.ts";

/** The pauses before each read: a replica of the host's database may lag behind the commit. */
const PAUSES_MS: readonly number[] = [0, 100, 400];
/**
 * A committed credit without a paid topup is read again after a minute, then less and less often,
 * down to once a day.
 */
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Stands for the status of a topup that no longer exists. */
export const MISSING = "missing";
/** Stands for the status of a topup that could not be read. */
const UNREADABLE = "unreadable";

/** Returns the status of the topup after the call, or `"missing"`, or `"unreadable"`. */
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
 * Whether a claim may be given up. Its call may have thrown a moment ago, after it had committed,
 * and a replica may not show that yet. In transactional mode an open claim was never committed,
 * whatever the topup says.
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
 * Marks the claim as returned, unless it has ended meanwhile. From then on the host is not called
 * for it again without an administrator. Returns the payment as it is stored now.
 */
export async function noteReturn(
  { context, cause }: Writing,
  payment: Payment,
  fence: number,
  topup_status: string,
): Promise<Payment> {
  const now = context.clock();
  logUnpaid(
    context,
    payment,
    topup_status,
    "finishTopup() was called and the topup does not say `paid`: the payment does not count as credited, and finishTopup() is not called again by itself",
  );
  return await retryWrite(payment, async (current) => {
    if (current.status !== "crediting") return null;
    const returned = { ...current, attempts: 0, unconfirmed_since: now };
    const next = nextVersion(context, current, {
      ...returned,
      next_check_at: nextCheckAt(returned, now),
    });
    return await context.storage.returnCredit(
      { next, audit: auditEntry(current, next, "return", cause), event: null },
      fence,
    );
  });
}

/**
 * Holds a payment whose call has returned and whose topup has not said `paid` for 15 minutes.
 * Returns `null` while it is younger.
 */
export async function holdUnconfirmed(
  { context, cause }: Writing,
  payment: Payment,
): Promise<Changed | null> {
  const now = context.clock();
  if (now - (payment.unconfirmed_since ?? now) < YOUNG_MS) return null;
  const next = nextVersion(context, payment, {
    ...payment,
    status: nextStatus(payment.status, "mismatch"),
    hold_reason: "topup_not_paid",
    ...NOT_RELEASED,
    attempts: 0,
    next_check_at: null,
  });
  context.logger.warn("payment held", {
    payment_id: payment.payment_id,
    hold_reason: "topup_not_paid",
  });
  const event = decidedEvent(cause, "held", payment.payment_id);
  const audit = auditEntry(payment, next, "hold", cause);
  return await context.storage.changePayment({ next, audit, event });
}

/**
 * Reads the topup after a commit in transactional mode. The payment stays paid, because our mark
 * was committed with the host's writes; if the topup does not say `paid`, that is noted on the
 * payment, and reconciliation reads the topup again. An error here changes nothing about the
 * credit.
 */
export async function confirmCommitted(
  { context, cause }: Writing,
  payment: Payment,
): Promise<Payment> {
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
      const audit = auditEntry(current, next, "unconfirmed", cause);
      return await context.storage.changePayment({ next, audit, event: null });
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
 * Reads the topup of a payment again that was committed and not confirmed. `check()` lists the
 * payment until its topup says `paid`.
 */
export async function confirmAgain(
  { context, cause }: Writing,
  payment: Payment,
): Promise<Payment> {
  const topup = await readTopup(context, payment.topup_id);
  const confirmed = topup?.status === "paid";
  const next = nextVersion(context, payment, {
    ...payment,
    ...(confirmed
      ? { unconfirmed_since: null, next_check_at: null }
      : { next_check_at: nextReadAt(context, payment) }),
  });
  const audit = auditEntry(payment, next, confirmed ? "confirm" : "unconfirmed", cause);
  return (await context.storage.changePayment({ next, audit, event: null })).payment;
}

/** The pause grows with the time since the commit. */
function nextReadAt(context: Context, { unconfirmed_since }: Payment): number {
  const now = context.clock();
  return now + Math.min(DAY_MS, Math.max(MINUTE_MS, now - (unconfirmed_since ?? now)));
}

/**
 * Retries a write on what is stored until it wins; `write` returns `null` if nothing is left to
 * write.
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
 * Logs the host's status only if it is a short identifier, since anything else could be personal
 * data.
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
