/**
 * Crediting exactly once.
 *
 * `finishTopup` is the host's function, so nobody can guarantee that it is called exactly once:
 * after a crash between "the host committed" and "we stored it", we do not know. These rules hold
 * instead:
 *
 * 1. The primary key of the credit row is the topup, and the row names one payment. Only its holder
 *    may call the host (storage: claimCredit).
 * 2. A claim is held for a lease, by the storage's clock. A timeout never gives it back, because
 *    the call may still be running.
 * 3. A claim that was not closed is resolved by reading the topup: if it says `paid`, the host has
 *    committed, so the claim is closed and the host is not called.
 * 4. Each claim has a higher fence. A holder that resumes late has an outdated fence and changes
 *    nothing.
 * 5. A holder whose claim took so long that its lease may have expired does not call the host.
 * 6. The idempotency key belongs to the topup and never changes, so the host's own guard covers
 *    what a crash hides from us.
 * 7. A call that has returned is not proof either: the topup is read again, and the claim is closed
 *    only if it says `paid`. Otherwise the claim is marked as returned: the topup is polled, and
 *    the host is not called again without an administrator. After 15 minutes the payment is held
 *    (confirmation.ts).
 *
 * In transactional mode one transaction ends the claim and contains the host's writes, so a crash
 * hides nothing: an open claim of that mode was never credited (a topup that says `paid` was paid
 * by other means: the payment is held, not closed), and a holder that resumes late ends no claim
 * and does not call the host. The topup is read after the commit; if it does not say `paid` then,
 * that is noted on the payment, which stays paid, since our mark was committed together with the
 * host's writes. A claim made in guarded mode keeps the rules of guarded mode: a host that guards
 * nothing is not called for it.
 */
import { auditEntry } from "./audit.ts";
import { holdUnconfirmed, MISSING, noteReturn } from "./confirmation.ts";
import { HOST_MS, LEASE_MS, type Context } from "./context.ts";
import { closeCredit, paidByAnother, type CreditOutcome } from "./credit-close.ts";
import { hasTime } from "./deadline.ts";
import { callHost } from "./host-call.ts";
import { nextStatus, type Payment } from "./payment.ts";
import { nextVersion } from "./payment-version.ts";
import { isYoung } from "./schedule.ts";
import type { Credit } from "./storage-records.ts";
import type { Writing } from "./write-cause.ts";

/**
 * Claims the topup's credit for a matching or released payment, calls the host, and closes the
 * claim. `matched` is the payment with what was learned from the report. Throws `host_unavailable`
 * if the host fails.
 */
export async function creditTopup(
  writing: Writing,
  payment: Payment,
  matched: Payment,
): Promise<CreditOutcome> {
  const { context, cause } = writing;
  // Without enough time for the host's call nothing is claimed; the caller has to come back.
  if (!hasTime(context, HOST_MS)) return { kind: "busy", payment };
  const now = context.clock();
  const takeover = payment.status === "crediting";
  const next = nextVersion(context, payment, {
    ...matched,
    status: nextStatus(payment.status, matched.released ? "release" : "match"),
    hold_reason: null,
    attempts: takeover ? payment.attempts + 1 : 0,
    next_check_at: now + LEASE_MS,
  });
  const audit = auditEntry(payment, next, takeover ? "takeover" : "claim", cause);
  const claim = await context.storage.claimCredit(
    { next, audit, event: null },
    LEASE_MS,
    modeOf(context),
  );
  if (claim.won && claim.credit !== null) {
    // A holder that was frozen until now may have been taken over: its call could come after
    // another request's verdict.
    if (context.clock() - now > LEASE_MS - HOST_MS) return { kind: "busy", payment: claim.payment };
    return await callHost(writing, claim.payment, claim.credit.fence);
  }
  return claim.payment.version === payment.version
    ? { kind: "busy", payment: claim.payment }
    : { kind: "lost" };
}

/**
 * Whether the claim has not ended: its call may be running, or it has returned without a paid
 * topup.
 */
export function isOpenClaim({ state }: Credit): boolean {
  return state === "claimed" || state === "returned";
}

/**
 * Resolves the payment's own claim that nobody has closed, before anything new is decided about the
 * payment. `busy`: its holder may still be calling the host, or the topup may still become `paid`.
 * `paid`: the host has credited. `held`: the host was called, and the topup has not said `paid` for
 * too long. `open`: the host was not called, so it may be called.
 */
export async function resolveClaim(
  writing: Writing,
  payment: Payment,
  credit: Credit,
  topup_status: string | null,
): Promise<CreditOutcome | { kind: "open" }> {
  const { context } = writing;
  if (credit.live) return { kind: "busy", payment };
  if (credit.state === "returned")
    return await resolveReturned(writing, payment, credit, topup_status);
  // The host's writes would have been committed together with the end of this claim.
  if (credit.mode === "transactional") return { kind: "open" };
  if (topup_status === "paid") return await closeCredit(writing, payment, credit.fence);
  if (topup_status === "pending" && modeOf(context) === "guarded") return { kind: "open" };
  // The host's database may lag behind the topup that the host has created.
  if (topup_status === null && isYoung(payment.updated_at, context.clock()))
    return { kind: "busy", payment };
  // The host may have been called. In transactional mode it guards nothing, and otherwise its topup
  // says neither `pending` nor `paid`; so it must not be called again.
  const noted = await noteReturn(writing, payment, credit.fence, topup_status ?? MISSING);
  return noted.status === "paid" ? paidByAnother(noted) : { kind: "busy", payment: noted };
}

/** The mode in which this process credits. */
function modeOf({ host }: Context): Credit["mode"] {
  return host.closeWithHost === null ? "guarded" : "transactional";
}

/** Resolves a claim whose call has returned; the host is never called again for it by itself. */
async function resolveReturned(
  writing: Writing,
  payment: Payment,
  credit: Credit,
  topup_status: string | null,
): Promise<CreditOutcome> {
  // Only an administrator ends a hold.
  if (payment.status === "held") return { kind: "held", payment, event_written: false };
  if (topup_status === "paid") return await closeCredit(writing, payment, credit.fence);
  const held = await holdUnconfirmed(writing, payment);
  if (held?.won !== true) return { kind: "busy", payment: held?.payment ?? payment };
  return { kind: "held", payment: held.payment, event_written: writing.cause.event !== null };
}
