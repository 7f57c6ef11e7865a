/** Finds the row that a report is about, or inserts one for a second provider payment. */
import { locate, siblingOf } from "./locate.ts";
import { hasMoney, type Payment } from "./payment.ts";
import { insertPayment } from "./payment-change.ts";
import { mayStillSucceed, UNKNOWN } from "./provider-status.ts";
import { writeProgress } from "./payment-write.ts";
import type { Report } from "./report.ts";
import { isYoung } from "./schedule.ts";
import type { Settling } from "./settling.ts";
import { withoutEvent } from "./write-cause.ts";

/**
 * The row of a report. `row`: the report is about this payment. `undecided`: the report names this
 * payment, but it is not proven that the money belongs to the payment. `unmatched`: the report
 * names a payment of ours that is not stored. `none`: the report concerns no payment of ours, or
 * must not change one.
 */
export type FoundRow =
  | { kind: "row"; payment: Payment; report: Report }
  | { kind: "undecided"; payment: Payment }
  | { kind: "unmatched" }
  | { kind: "none" };

/** Finds the rows that share a key with the report. */
export async function findRows(
  { context, provider }: Settling,
  { provider_payment_id, provider_session_id, our_payment_id }: Report,
): Promise<Payment[]> {
  return await context.storage.findPayments({
    provider: provider.id,
    provider_payment_id,
    provider_session_id,
    payment_id: our_payment_id,
  });
}

/**
 * Decides which of the rows from `findRows` the report is about. If the report is about a succeeded
 * payment that needs a row of its own, inserts this row. If the report names a payment of ours and
 * has no session id, may read the session of our payment and mark our payment as processing. Throws
 * the provider's error if the session cannot be read.
 */
export async function findRow(
  settling: Settling,
  report: Report,
  found: readonly Payment[],
): Promise<FoundRow> {
  const located = locate(found, report);
  if (located.kind === "own") return { kind: "row", payment: located.payment, report };
  if (located.kind === "unproven") return await proveBySession(settling, located, report);
  if (located.kind === "unmatched") return located;
  if (located.kind === "none" || report.status !== "succeeded") return { kind: "none" };
  return await insertBeside(settling, located.payment, report, located.kind);
}

/**
 * Finds out whether the money of a report without a session id belongs to the payment that the
 * report names. For this, reads the session of that payment. The session may not show a recent
 * provider payment yet. So if the session does not show the provider payment, received money is
 * left undecided for 15 minutes. After that, the money counts as foreign and is held.
 */
async function proveBySession(
  settling: Settling,
  { payment, provider_session_id }: { payment: Payment; provider_session_id: string },
  report: Report,
): Promise<FoundRow> {
  const { context, provider, cause, signal } = settling;
  const session = await provider.readSession(provider_session_id, signal);
  if (session.known && session.provider_payment_id === report.provider_payment_id) {
    const proven = { ...report, provider_session_id };
    return await findRow(settling, proven, await findRows(settling, proven));
  }
  if (report.status !== "succeeded") return { kind: "none" };
  // The 15 minutes begin at the later of two times: when the provider payment was created, and when
  // the first delivery of the current event arrived. If the first time is not known, the creation
  // of our payment counts instead. The second time matters for a bank debit, for example, which
  // succeeds days after it was created: the session may not show it yet.
  const since = Math.max(report.created_at ?? payment.created_at, cause.event?.created_at ?? 0);
  if (!isYoung(since, context.clock()))
    return await insertBeside(settling, payment, report, "stray");
  // The money may belong to this payment. The payment is marked as processing, so that no other
  // checkout is created for its topup meanwhile.
  if (!hasMoney(payment) && !mayStillSucceed(payment))
    await writeProgress(
      withoutEvent(settling),
      payment,
      { provider_status: UNKNOWN },
      "processing",
    );
  return { kind: "undecided", payment };
}

async function insertBeside(
  settling: Settling,
  payment: Payment,
  report: Report,
  kind: "sibling" | "stray",
): Promise<FoundRow> {
  const beside = siblingOf(settling.context, payment, report, kind);
  return {
    kind: "row",
    payment: await insertPayment(settling, beside, kind),
    report,
  };
}
