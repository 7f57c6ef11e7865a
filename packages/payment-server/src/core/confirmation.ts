/** The host's word is read back: a credit counts once `finishTopup()` has returned and the topup says `paid`. */
import { PaymentError } from "../errors.ts";
import { auditEntry } from "./audit.ts";
import type { Context } from "./context.ts";
import { change, type Matter } from "./write-cause.ts";
import { nextStatus, NOT_RELEASED, type Payment } from "./payment.ts";
import { nextCheckAt, YOUNG_MS } from "./schedule.ts";
import type { Changed, Credit } from "./storage.ts";
import { readTopup } from "./topup.ts";

/** Before each read: a replica of the host's database may lag behind what was just committed. */
const PAUSES_MS: readonly number[] = [0, 100, 400];
/** A committed credit whose topup does not say `paid` is looked at after a minute, and then ever more seldom, down to once a day. */
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** What is said of a topup that is gone, and of one that could not be read. */
export const MISSING = "missing";
const UNREADABLE = "unreadable";

/** What the topup says after the call: its status, or that it is gone, or that it could not be read. */
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
 * Whether a claim may be given up: its call may have thrown a moment ago, after it had committed, and a replica may not show
 * that yet. Of one in transactional mode nothing was committed, whatever the topup says.
 */
export async function isNotCredited(
  context: Context,
  { topup_id, mode }: Credit,
): Promise<boolean> {
  if (mode === "transactional") return true;
  const topup_status = await readBack(context, topup_id);
  return topup_status !== "paid" && topup_status !== UNREADABLE;
}

/** Marks the claim as returned, unless it has come to its end meanwhile: nobody calls the host for it any more by itself. */
export async function noteReturn(
  context: Context,
  payment: Payment,
  fence: number,
  topup_status: string,
  matter: Matter,
): Promise<Payment> {
  const now = context.clock();
  warn(
    context,
    payment,
    topup_status,
    "finishTopup() was called and the topup does not say `paid`: the payment does not count as credited, and finishTopup() is not called again by itself",
  );
  return await repeatedly(payment, async (current) => {
    if (current.status !== "crediting") return null;
    const returned = { ...current, attempts: 0, unconfirmed_since: now };
    const next = change(context, current, {
      ...returned,
      next_check_at: nextCheckAt(returned, now),
    });
    return await context.storage.returnCredit(
      { next, audit: auditEntry(current, next, "return", matter.cause), event: null },
      fence,
    );
  });
}

/** A claim that has returned and whose topup has not said `paid` for 15 minutes: a person must look. `null` while it is younger. */
export async function holdUnconfirmed(
  context: Context,
  payment: Payment,
  matter: Matter,
): Promise<Changed | null> {
  const now = context.clock();
  if (now - (payment.unconfirmed_since ?? now) < YOUNG_MS) return null;
  const status = nextStatus(payment.status, "mismatch");
  const next = change(context, payment, {
    ...payment,
    status,
    hold_reason: "topup_not_paid",
    ...NOT_RELEASED,
    attempts: 0,
    next_check_at: null,
  });
  context.logger.warn("payment held", {
    payment_id: payment.payment_id,
    hold_reason: "topup_not_paid",
  });
  const event = matter.decided("held", payment.payment_id);
  return await context.storage.changePayment({
    next,
    audit: auditEntry(payment, next, "hold", matter.cause),
    event,
  });
}

/**
 * In transactional mode our mark was committed with what the host did, so the payment stays paid; that the topup does not
 * say so is noted on it, and read again by reconciliation. Trouble here changes nothing about the credit.
 */
export async function confirmCommitted(
  context: Context,
  payment: Payment,
  matter: Matter,
): Promise<Payment> {
  try {
    const topup_status = await readBack(context, payment.topup_id);
    if (topup_status === "paid") return payment;
    const now = context.clock();
    warn(
      context,
      payment,
      topup_status,
      "finishTopup() has committed and the topup does not say `paid`: look at the topup and at the balance",
    );
    return await repeatedly(payment, async (current) => {
      const next = change(context, current, {
        ...current,
        unconfirmed_since: now,
        next_check_at: now + MINUTE_MS,
      });
      return await context.storage.changePayment({
        next,
        audit: auditEntry(current, next, "unconfirmed", matter.cause),
        event: null,
      });
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

/** Reads the topup of a payment that was committed and not confirmed: `check()` lists it until the topup says so. */
export async function confirmAgain(
  context: Context,
  payment: Payment,
  matter: Matter,
): Promise<Payment> {
  const topup = await readTopup(context, payment.topup_id);
  const confirmed = topup?.status === "paid";
  const next = change(context, payment, {
    ...payment,
    ...(confirmed
      ? { unconfirmed_since: null, next_check_at: null }
      : { next_check_at: rereadAt(context, payment) }),
  });
  const audit = auditEntry(payment, next, confirmed ? "confirm" : "unconfirmed", matter.cause);
  return (await context.storage.changePayment({ next, audit, event: null })).payment;
}

/** The longer it has been so, the longer the pause. */
function rereadAt(context: Context, { unconfirmed_since }: Payment): number {
  const now = context.clock();
  return now + Math.min(DAY_MS, Math.max(MINUTE_MS, now - (unconfirmed_since ?? now)));
}

/** Tries a change until it is written over what is stored; `null`: there is nothing to change any more. */
async function repeatedly(
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

/** The host's word for a status is a word; anything longer is not repeated. */
function warn(
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
