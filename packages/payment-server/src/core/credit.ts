/**
 * Crediting once.
 *
 * `finishTopup` is the host's function, so calling it exactly once is in nobody's power: a crash between "the host
 * committed" and "we noted it" leaves us ignorant. What holds instead:
 *
 * 1. The credit row's primary key is the topup and it names one payment. Only who holds it may call. (storage: claimCredit)
 * 2. A claim is held for a lease by the storage's clock. It is never given back on a timeout: the call may still run.
 * 3. A claim that was not closed is resolved by reading the topup: paid means the host committed, so it is closed, not called.
 * 4. Each claim has a higher fence; a holder that wakes up late finds its fence outdated and changes nothing.
 * 5. A holder whose claim took so long that its lease may be over does not call at all.
 * 6. The idempotency key is the topup's and never changes, so the host's own guard covers what a crash hides from us.
 * 7. A call that has returned is not believed either: the topup is read back, and only one that says paid closes the claim.
 *    Otherwise the claim is marked as returned: it is read again and again, and nobody calls for it any more by itself. After
 *    15 minutes the payment is held (confirmation.ts).
 *
 * In transactional mode the claim is ended and the host is called in one transaction, so a crash hides nothing from us: who
 * finds a claim of that mode open knows that no credit was committed (a topup that is paid was so by other means: it is held,
 * not closed), and a holder that wakes up late ends no claim and does not call. The topup is read back after the commit; what
 * does not say paid then is noted on the payment, which stays paid: our mark was committed together with what the host did.
 * A claim that was made in guarded mode keeps its rules: a host that guards nothing is not called for it.
 */
import { PaymentError } from "../errors.ts";
import { auditEntry } from "./audit.ts";
import {
  confirmCommitted,
  holdUnconfirmed,
  MISSING,
  noteReturn,
  readBack,
} from "./confirmation.ts";
import { HOST_MS, LEASE_MS, type Context } from "./context.ts";
import { DeadlineError, hasTime, withDeadline } from "./deadline.ts";
import type { FinishExtra, FinishTopup } from "./host.ts";
import { change, type Matter } from "./write-cause.ts";
import { nextStatus, type Payment } from "./payment.ts";
import { isYoung, nextCheckAt } from "./schedule.ts";
import { LostTransactionError, type Change, type Claimed, type Credit } from "./storage.ts";
import { readTopup, unavailable } from "./topup.ts";
import { saleOf } from "./verdict.ts";

/** `lost`: the payment changed meanwhile; look again. `busy`: another holder is at it. `by_another`: so our change, and the event in it, was not written. */
export type CreditOutcome =
  | { kind: "paid" | "held"; payment: Payment; by_another?: true }
  | { kind: "busy"; payment: Payment }
  | { kind: "lost" };

/** Claims the topup's credit for a matching (or released) payment, calls the host, closes the claim. `matched` carries what was learned. */
export async function creditTopup(
  context: Context,
  payment: Payment,
  matched: Payment,
  matter: Matter,
): Promise<CreditOutcome> {
  // Too little time for the host's call: nothing is claimed, and the caller is asked to come back.
  if (!hasTime(context, HOST_MS)) return { kind: "busy", payment };
  const now = context.clock();
  const takeover = payment.status === "crediting";
  const next = change(context, payment, {
    ...matched,
    status: nextStatus(payment.status, matched.released ? "release" : "match"),
    hold_reason: null,
    attempts: takeover ? payment.attempts + 1 : 0,
    next_check_at: now + LEASE_MS,
  });
  const audit = auditEntry(payment, next, takeover ? "takeover" : "claim", matter.cause);
  const claim = await context.storage.claimCredit(
    { next, audit, event: null },
    LEASE_MS,
    modeOf(context),
  );
  if (claim.won && claim.credit !== null) {
    // A holder that was frozen until now may have been taken over already: its call could come after another's verdict.
    if (context.clock() - now > LEASE_MS - HOST_MS) return { kind: "busy", payment: claim.payment };
    return await callHost(context, claim.payment, claim.credit.fence, matter);
  }
  return claim.payment.version === payment.version
    ? { kind: "busy", payment: claim.payment }
    : { kind: "lost" };
}

/** A claim that is not at its end: its call may be running, or has returned and the topup does not say paid. */
export function isOpenClaim({ state }: Credit): boolean {
  return state === "claimed" || state === "returned";
}

/**
 * Settles a claim of this payment that nobody closed, before anything new is decided about it: `busy` while its holder may
 * still be calling or the host may still say paid, `paid` if the host has credited, `held` if it was called and has not
 * said so for too long, `open` if the host may be called.
 */
export async function resolveClaim(
  context: Context,
  payment: Payment,
  credit: Credit,
  topup_status: string | null,
  matter: Matter,
): Promise<CreditOutcome | { kind: "open" }> {
  if (credit.live) return { kind: "busy", payment };
  if (credit.state === "returned")
    return await resolveReturned(context, payment, credit, topup_status, matter);
  // Nothing of it was committed: its mark would have been, too.
  if (credit.mode === "transactional") return { kind: "open" };
  if (topup_status === "paid") return await close(context, payment, credit.fence, matter);
  if (topup_status === "pending" && modeOf(context) === "guarded") return { kind: "open" };
  // The host's database may lag behind the topup that it has made.
  if (topup_status === null && isYoung(payment.updated_at, context.clock()))
    return { kind: "busy", payment };
  // The host may have been called. It guards nothing in transactional mode, and says neither `pending` nor `paid` otherwise.
  const noted = await noteReturn(context, payment, credit.fence, topup_status ?? MISSING, matter);
  return noted.status === "paid"
    ? { kind: "paid", payment: noted, by_another: true }
    : { kind: "busy", payment: noted };
}

/** In which mode this process credits. */
function modeOf({ host }: Context): Credit["mode"] {
  return host.closeWithHost === null ? "guarded" : "transactional";
}

/** The host was called and has returned: it is never called again by itself, whatever the topup says. */
async function resolveReturned(
  context: Context,
  payment: Payment,
  credit: Credit,
  topup_status: string | null,
  matter: Matter,
): Promise<CreditOutcome> {
  // Only an administrator ends a hold.
  if (payment.status === "held") return { kind: "held", payment };
  if (topup_status === "paid") return await close(context, payment, credit.fence, matter);
  const held = await holdUnconfirmed(context, payment, matter);
  return { kind: held?.won === true ? "held" : "busy", payment: held?.payment ?? payment };
}

async function callHost(
  context: Context,
  payment: Payment,
  fence: number,
  matter: Matter,
): Promise<CreditOutcome> {
  const late = {
    code: "host_unavailable",
    message: "The application did not finish the topup in time; it will be asked again.",
  } as const;
  const call = async (finish: FinishTopup): Promise<void> => {
    await withDeadline(
      context,
      HOST_MS,
      late,
      async (signal) => await finish(payment.topup_id, finishExtra(payment, fence, matter, signal)),
    );
  };
  const { finishTopup, closeWithHost } = context.host;
  if (closeWithHost !== null) {
    return await inTransaction(
      context,
      payment,
      fence,
      matter,
      async (change) => await closeWithHost(change, fence, call),
    );
  }
  try {
    await call(finishTopup);
  } catch (error) {
    if (error instanceof DeadlineError) throw error;
    return await afterThrow(context, payment, fence, matter, error);
  }
  const topup_status = await readBack(context, payment.topup_id);
  if (topup_status === "paid") return await close(context, payment, fence, matter);
  const noted = await noteReturn(context, payment, fence, topup_status, matter);
  return noted.status === "paid"
    ? { kind: "paid", payment: noted, by_another: true }
    : { kind: "busy", payment: noted };
}

/** Ends the claim and calls the host in one transaction, and reads the topup back after its commit. */
async function inTransaction(
  context: Context,
  payment: Payment,
  fence: number,
  matter: Matter,
  write: (change: Change) => Promise<Claimed>,
): Promise<CreditOutcome> {
  const closed = await close(context, payment, fence, matter, write).catch(
    async (error: unknown) => {
      // A transaction ends with its call, on a deadline too: what the host still does cannot be written any more.
      return await afterThrow(context, payment, fence, matter, error);
    },
  );
  return closed.kind === "paid"
    ? { ...closed, payment: await confirmCommitted(context, closed.payment, matter) }
    : closed;
}

/** A throw means "unknown". The call has returned, or its transaction is over, so the lease may end. */
async function afterThrow(
  context: Context,
  payment: Payment,
  fence: number,
  matter: Matter,
  error: unknown,
): Promise<CreditOutcome> {
  const credited = await creditedAfterAll(context, payment, fence, matter, error);
  if (credited !== null) return credited;
  if (error instanceof LostTransactionError)
    return await afterLoss(context, payment, fence, matter, error);
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
  return unavailable(error);
}

/** The host has ended our transaction: what it wrote may be committed, so it is not called again by itself. */
async function afterLoss(
  context: Context,
  payment: Payment,
  fence: number,
  matter: Matter,
  error: LostTransactionError,
): Promise<CreditOutcome> {
  context.logger.error(
    "finishTopup() ended the transaction that it was given, so what it wrote may be there without our mark",
    { payment_id: payment.payment_id },
    error,
  );
  const topup_status = await readBack(context, payment.topup_id);
  if (topup_status === "paid") return await close(context, payment, fence, matter);
  await noteReturn(context, payment, fence, topup_status, matter);
  throw error;
}

/** The topup says whether the host has committed; in transactional mode our own mark does, which was committed with it. */
async function creditedAfterAll(
  context: Context,
  payment: Payment,
  fence: number,
  matter: Matter,
  error: unknown,
): Promise<CreditOutcome | null> {
  if (context.host.closeWithHost !== null) {
    const stored = await context.storage.readPayment(payment.payment_id);
    if (stored?.status !== "paid") return null;
    // A lost answer to our COMMIT is nothing to tell. A failure of the host's own was to undo all of it, and has not.
    if (!(error instanceof PaymentError))
      context.logger.error(
        "finishTopup() ended its transaction and then failed; look at the topup and at the balance",
        { payment_id: payment.payment_id },
        error,
      );
    // Or another's close, which has not written our event.
    return { kind: "paid", payment: stored, by_another: true };
  }
  const topup = await readTopup(context, payment.topup_id);
  return topup?.status === "paid" ? await close(context, payment, fence, matter) : null;
}

/** Ends the claim of a payment whose topup says paid. `write` ends it; without it nothing else is done in its transaction. */
export async function close(
  context: Context,
  payment: Payment,
  fence: number,
  matter: Matter,
  write: (change: Change) => Promise<Claimed> = async (change) =>
    await context.storage.closeCredit(change, fence),
): Promise<CreditOutcome> {
  for (let current = payment; ;) {
    const next = change(context, current, {
      ...current,
      status: nextStatus(current.status, "credited"),
      attempts: 0,
      next_check_at: null,
      unconfirmed_since: null,
    });
    const audit = auditEntry(current, next, "close", matter.cause);
    const closed = await write({
      next,
      audit,
      event: matter.decided("applied", payment.payment_id),
    });
    if (closed.won) return { kind: "paid", payment: closed.payment };
    if (closed.payment.status === "paid")
      return { kind: "paid", payment: closed.payment, by_another: true };
    if (closed.payment.status === "held" || closed.payment.status === "dismissed") {
      context.logger.error(
        "the host credited a payment that was given up meanwhile; look at it and at the balance",
        { payment_id: payment.payment_id, fence },
      );
      return { kind: "busy", payment: closed.payment };
    }
    if (closed.payment.version === current.version)
      return { kind: "busy", payment: closed.payment };
    current = closed.payment;
  }
}

function finishExtra(
  payment: Payment,
  fence: number,
  matter: Matter,
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
      dodo_event_id: matter.cause.event_id ?? "",
      dodo_checkout_session_id: provider_session_id,
      dodo_payment_id: provider_payment_id,
    },
    topup: saleOf(payment),
    idempotency_key: `topup:${payment.topup_id}`,
    fence,
    signal,
  };
}
