import type { Context } from "./context.ts";
import { hasMoney, isOccupied, type Payment } from "./payment.ts";
import type { Report } from "./report.ts";

/**
 * `own`: the row the report is about. `sibling`: money beside a payment that has its own.
 * `unproven`: it names our payment and no session, so the session of that payment has to say whether it is its own.
 * `stray`: it names our payment but comes from another session. `unmatched`: it names a payment we do not have.
 */
export type Located =
  | { kind: "own"; payment: Payment }
  | { kind: "unproven"; payment: Payment; provider_session_id: string }
  | { kind: "sibling" | "stray"; payment: Payment }
  | { kind: "unmatched" }
  | { kind: "none" };

/** Which of the rows that share a key with the report it is about. */
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
  // Anyone can write metadata into a static payment link: without a session of its own it proves nothing.
  if (provider_session_id === null)
    return { kind: "unproven", payment: named, provider_session_id: named.provider_session_id };
  return { kind: "stray", payment: named };
}

function inSession(payment: Payment, report: Report): Located {
  if (payment.provider_payment_id === null) return { kind: "own", payment };
  if (hasMoney(payment)) return { kind: "sibling", payment };
  if (!isOccupied(payment)) return { kind: "own", payment };
  // A slow payment keeps the row: other money gets a row of its own, the decline of another card does not end it.
  return report.status === "succeeded" ? { kind: "sibling", payment } : { kind: "none" };
}

/** A row of its own for money that came beside `payment`. A stray one is held from the start: its session is not the one we opened. */
export function siblingOf(
  context: Context,
  payment: Payment,
  report: Report,
  kind: "sibling" | "stray",
): Payment {
  const now = context.clock();
  return {
    ...payment,
    payment_id: context.newId("pmt"),
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
