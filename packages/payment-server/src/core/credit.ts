/**
 * Credits a topup exactly once.
 *
 * `finishTopup` is the host's function, and we cannot guarantee that it is called exactly once. If
 * this process crashes after the host's commit and before our own write, we do not know whether the
 * host has committed. These rules hold instead:
 *
 * 1. A topup has at most one credit row, which names one payment. A request must claim this row
 *    before it calls the host (`claimCredit` of the storage). It is then the holder of the claim.
 * 2. A claim has a lease, measured by the storage's clock. A timeout of the host's call does not
 *    end the lease, because the call may still be running. A lease that ends more than an hour from
 *    now was made before that clock was set back, and counts as ended, since its holder has
 *    probably crashed long ago. If its call is running nevertheless, rule 6 applies.
 * 3. A claim that was not closed is resolved by reading the topup. If the topup's status is `paid`,
 *    the host has committed, so the claim is closed and the host is not called.
 * 4. Each claim of a topup has a higher fence than the claim before. If a holder was suspended and
 *    resumes after a later claim, its writes have an outdated fence and are rejected.
 * 5. A holder whose claim took so long that its lease may have ended does not call the host, and
 *    neither does one whose clock was set back by that much meanwhile.
 * 6. The idempotency key belongs to the topup and never changes, so the host's own guard rejects a
 *    second call after a crash.
 * 7. A call that has returned does not prove a credit. The topup is read afterwards, and the claim
 *    is closed only if the topup's status is `paid`. Otherwise the claim is marked as returned: the
 *    topup is polled, and the host is called again only if an administrator decides so. If the
 *    status is still not `paid` after 15 minutes, the payment is held (confirmation.ts).
 *
 * In transactional mode the claim, its end and the host's writes are one transaction (`creditWith`
 * of the storage). It has one commit, which stores everything or nothing:
 *
 * - Exactly once: the transaction locks the payment, claims the credit and ends the claim before
 *   the host is called. No other transaction can claim the credit until this one has ended. After a
 *   commit the credit is `done`, and it can never be claimed again.
 * - Two processes: the second transaction waits for the lock of the first. If the first has
 *   committed, the second finds another version of the payment or a closed credit, and does not
 *   call the host. If the first was rolled back, the second credits.
 * - A crash at any point before the commit leaves the payment as it was, so a redelivery or
 *   reconciliation credits it. After the commit the payment is `paid`.
 * - If the response to the COMMIT was lost, the payment is read. Its status is `paid` if the
 *   transaction has committed. If the database is still committing it, the claim that is written
 *   next waits for its lock and is then rejected.
 * - If the host fails, everything is rolled back. The claim is then committed alone and its lease
 *   is ended, so that the payment is `crediting`, its attempts are counted and `check()` reports
 *   it. If the process crashes before that, only this record is missing.
 * - An open claim was therefore never credited, whether it comes from such a failure or from an
 *   earlier version, which commits each claim before it calls the host. While the lease of such a
 *   claim is live, its holder may be in a transaction, so nothing is done. Later the claim is taken
 *   over in a transaction that also ends it. The fence of the earlier holder is then outdated, so
 *   its own transaction is rejected before it calls the host. An earlier version that runs beside
 *   this one sees an open claim of ours only after a failed call, and treats it as this one does.
 * - If the topup of such a claim is `paid` nevertheless, it was paid by other means, and the
 *   payment is held.
 * - A host that rolls the transaction back itself may have written outside of it. The claim is then
 *   committed alone and, unless the topup is `paid`, marked as returned (rule 7). Until this is
 *   stored, another request may call the host. A host that commits the transaction itself has
 *   committed our writes too, so the payment is `paid`.
 *
 * The topup is read after the commit. If its status is not `paid`, the payment stays `paid` and its
 * `unconfirmed_since` is set.
 *
 * A claim made in guarded mode is resolved by reading the topup even after a switch to
 * transactional mode. Until an administrator decides, the host is not called for such a claim,
 * since in transactional mode the host need not guard against a second call.
 */
import { holdUnconfirmed, MISSING, noteReturn } from "./confirmation.ts";
import type { Context } from "./context.ts";
import { HOST_MS, LEASE_MS } from "./time-limits.ts";
import { closeCredit, paidByAnother, type CreditOutcome } from "./credit-close.ts";
import { creditInTransaction } from "./credit-transaction.ts";
import { hasTime } from "./deadline.ts";
import { callHost } from "./host-call.ts";
import { nextStatus, type Payment } from "./payment.ts";
import { paymentChange } from "./payment-change.ts";
import { nextVersion } from "./payment-version.ts";
import { isYoung } from "./schedule.ts";
import type { Credit } from "./storage-records.ts";
import type { Writing } from "./write-cause.ts";

/**
 * Claims the topup's credit for a matching or released payment, calls the host, and closes the
 * claim. In transactional mode all of this is one transaction. `matched` is the payment with the
 * fields that the report or the release fills in. In guarded mode, if the topup's status is not
 * `paid` after the call, the claim is not closed, and the outcome is `busy`. If the host fails,
 * throws `host_unavailable` or the host's `PaymentError`. If the host has ended the transaction and
 * the topup's status is not `paid`, throws `LostTransactionError`.
 */
export async function creditTopup(
  writing: Writing,
  payment: Payment,
  matched: Payment,
): Promise<CreditOutcome> {
  const { context } = writing;
  // If too little time is left for the host's call, nothing is claimed and the caller has to try
  // later.
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
  const change = paymentChange(writing, payment, next, takeover ? "takeover" : "claim");
  const { finishTopup, creditWithHost } = context.host;
  if (creditWithHost !== null)
    return await creditInTransaction(writing, payment, change, creditWithHost);
  const claim = await context.storage.claimCredit(change, LEASE_MS, "guarded");
  if (claim.won && claim.credit !== null) {
    // If the claim took very long, or the clock was set back meanwhile, the claim's lease may have
    // ended, and another request may have credited or held the payment. In that case the host is
    // not called.
    if (Math.abs(context.clock() - now) > LEASE_MS - HOST_MS)
      return { kind: "busy", payment: claim.payment };
    return await callHost(writing, claim.payment, claim.credit.fence, finishTopup);
  }
  return claim.payment.version === payment.version
    ? { kind: "busy", payment: claim.payment }
    : { kind: "lost" };
}

/**
 * Whether the claim has not ended. In state `claimed` the outcome of the host's call is not known.
 * In state `returned` the call has returned, or may have returned, and the topup's status was not
 * `paid` then.
 */
export function isOpenClaim({ state }: Credit): boolean {
  return state === "claimed" || state === "returned";
}

/**
 * Finds out whether the host has credited the topup for the payment's own open claim, before
 * anything new is decided. `topup_status` is `null` if there is no such topup. `busy`: it is not
 * known yet whether the host has credited, for example because the host's call may still be
 * running. `paid`: the host has credited, and the claim is closed. `held`: the host was or may have
 * been called, and the topup has not become `paid` in time. `open`: nothing was credited, so the
 * host may be called.
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
  // In transactional mode the host's writes are committed together with the end of the claim. This
  // claim has not ended, so nothing was credited.
  if (credit.mode === "transactional") return { kind: "open" };
  if (topup_status === "paid") return await closeCredit(writing, payment, credit.fence);
  if (topup_status === "pending" && modeOf(context) === "guarded") return { kind: "open" };
  // A replica of the host's database may not have the topup yet, so nothing is decided if the
  // payment was written recently.
  if (topup_status === null && isYoung(payment.updated_at, context.clock()))
    return { kind: "busy", payment };
  // The host may have been called for this claim, so it is not called again. Either the topup is
  // not `pending`, or this process runs in transactional mode, in which the host need not guard
  // against a second call.
  const noted = await noteReturn(writing, payment, credit.fence, topup_status ?? MISSING);
  return noted.status === "paid" ? paidByAnother(noted) : { kind: "busy", payment: noted };
}

/** Returns the mode in which this process credits topups. */
function modeOf({ host }: Context): Credit["mode"] {
  return host.creditWithHost === null ? "guarded" : "transactional";
}

/**
 * Resolves a returned claim without calling the host. Closes the claim if the topup's status is
 * `paid`, or holds the payment if the topup's status is still another one after 15 minutes. Before
 * that, returns `busy`.
 */
async function resolveReturned(
  writing: Writing,
  payment: Payment,
  credit: Credit,
  topup_status: string | null,
): Promise<CreditOutcome> {
  // A held payment stays held until an administrator decides.
  if (payment.status === "held") return { kind: "held", payment, event_written: false };
  if (topup_status === "paid") return await closeCredit(writing, payment, credit.fence);
  const held = await holdUnconfirmed(writing, payment);
  if (held?.won !== true) return { kind: "busy", payment: held?.payment ?? payment };
  return { kind: "held", payment: held.payment, event_written: writing.cause.event !== null };
}
