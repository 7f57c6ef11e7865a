import type { Context } from "./context.ts";
import { hasMoney, type Payment } from "./payment.ts";
import { mayStillSucceed } from "./provider-status.ts";
import type { Report } from "./report.ts";

/**
 * How a report relates to our rows.
 *
 * `own`: the report is about this row. `sibling`: this row already has a provider payment, and the
 * report is about another one. That one is in the row's session or, if the row has no session, has
 * the row's payment id. `unproven`: the report contains our payment id but no session id, so the
 * session stored for that payment has to be read. `stray`: the report contains our payment id but
 * belongs to another session. `unmatched`: the report contains a payment id of ours that is not
 * stored. `none`: the report concerns no row of ours, or must not change one.
 */
export type Located =
  | { kind: "own"; payment: Payment }
  | { kind: "unproven"; payment: Payment; provider_session_id: string }
  | { kind: "sibling" | "stray"; payment: Payment }
  | { kind: "unmatched" }
  | { kind: "none" };

/** Decides which row the report is about. Each row in `found` shares a key with the report. */
export function locate(found: readonly Payment[], report: Report): Located {
  const exact = found.find((payment) => payment.provider_payment_id === report.provider_payment_id);
  if (exact !== undefined) return { kind: "own", payment: exact };
  const { provider_session_id, our_payment_id } = report;
  const named = found.find((payment) => payment.payment_id === our_payment_id);
  const session = found.find(
    (payment) =>
      provider_session_id !== null &&
      payment.attempt !== null &&
      payment.provider_session_id === provider_session_id,
  );
  if (session !== undefined) return inSession(session, report);
  if (named === undefined) return { kind: our_payment_id === null ? "none" : "unmatched" };
  if (named.provider_session_id === null) return inSession(named, report);
  // Anyone can write our payment id into the metadata of a static payment link, so a report without
  // a session id is not trusted. The caller reads our stored session to find out whether the money
  // belongs to this payment.
  if (provider_session_id === null)
    return { kind: "unproven", payment: named, provider_session_id: named.provider_session_id };
  return { kind: "stray", payment: named };
}

function inSession(payment: Payment, report: Report): Located {
  if (payment.provider_payment_id === null) return { kind: "own", payment };
  if (hasMoney(payment)) return { kind: "sibling", payment };
  if (!mayStillSucceed(payment)) return { kind: "own", payment };
  // The provider payment on this row may still succeed. A second provider payment that has
  // succeeded gets its own row. Any other is ignored, so that its decline does not end this
  // payment.
  return report.status === "succeeded" ? { kind: "sibling", payment } : { kind: "none" };
}

/**
 * Returns a new row for a second provider payment that refers to `payment` or its session. A row of
 * kind `stray` is held from the start, because its money did not come through the session of the
 * payment.
 */
export function siblingOf(
  context: Context,
  payment: Payment,
  report: Report,
  kind: "sibling" | "stray",
): Payment {
  const now = context.clock();
  return {
    ...payment,
    payment_id: context.newPaymentId(),
    ref: context.newId("ref"),
    write_id: context.newId("wr"),
    version: 1,
    attempt: null,
    provider_payment_id: report.provider_payment_id,
    provider_session_id: report.provider_session_id,
    provider_order_id: report.provider_order_id,
    provider_status: report.provider_status,
    status: kind === "stray" ? "held" : "pending",
    hold_reason: kind === "stray" ? "session_mismatch" : null,
    released: false,
    accepted_usd_cents: null,
    accepted_credits: null,
    accepted_user_id: null,
    net_minor: null,
    refunded_minor: 0,
    disputed: false,
    dispute_status: null,
    invoice_url: null,
    unconfirmed_since: null,
    attempts: 0,
    checked_at: null,
    answered_at: null,
    next_check_at: kind === "stray" ? null : now,
    created_at: now,
    updated_at: now,
  };
}
