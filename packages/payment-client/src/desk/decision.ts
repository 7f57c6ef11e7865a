/**
 * The state of a decision about a held or `crediting` payment or an unmatched delivery, and pure
 * functions for such decisions.
 */
import type { HostTopup, PaymentAudit } from "../report-wire.ts";
import type { Payment } from "../wire.ts";

/** What an administrator can decide. */
export type Choice = "credit" | "dismiss";

/**
 * The state of a decision. `choosing`: the possible choices are offered. `confirming`: the
 * administrator is asked to confirm the choice. `sending`: the decision is being sent, and a
 * further click sends nothing.
 */
export interface Decision {
  step: "choosing" | "confirming" | "sending";
  choice: Choice | null;
  /** The note for the audit. Without one nothing can be decided. */
  note: string;
  /** Whether a choice was made without a note, and the note is still missing. */
  lacks_note: boolean;
  /** Whether the administrator has accepted the values of a topup that has changed. */
  accepted: boolean;
}

/** The state before an administrator has begun to decide. */
export const UNDECIDED: Decision = {
  step: "choosing",
  choice: null,
  note: "",
  lacks_note: false,
  accepted: false,
};

/** Why a payment cannot be credited. */
export type Obstacle = "duplicate" | "topup_gone" | "topup_not_pending" | "topup_unknown";

/** Asks the administrator to confirm a choice, or to write the note if it is missing. */
export function choose(decision: Decision, choice: Choice): Decision {
  if (decision.step === "sending") return decision;
  if (decision.note.trim() === "") return { ...decision, lacks_note: true };
  return { ...decision, step: "confirming", choice, accepted: false, lacks_note: false };
}

/**
 * Goes back from the confirmation to the choices. A decision that is being sent does not change.
 */
export function goBack(decision: Decision): Decision {
  return decision.step === "sending" ? decision : { ...decision, step: "choosing", choice: null };
}

/** Changes the note, unless the confirmation, which repeats the note, is open. */
export function writeNote(decision: Decision, note: string): Decision {
  if (decision.step !== "choosing") return decision;
  return { ...decision, note, lacks_note: decision.lacks_note && note.trim() === "" };
}

/**
 * Returns whether the decision can be sent. Its step must be `confirming`. If the decision credits
 * a payment whose topup has changed, the administrator must have accepted the new values.
 */
export function canSend(decision: Decision, audit: PaymentAudit): boolean {
  if (decision.step !== "confirming" || decision.choice === null) return false;
  return decision.choice === "dismiss" || changedTopup(audit) === null || decision.accepted;
}

/** Whether a person can decide about this payment. */
export function isDecidable({ status }: Payment): boolean {
  return status === "held" || status === "crediting";
}

/** Returns why the payment cannot be credited, or `null` if no reason is known. */
export function obstacleTo({ payment, topup, topup_error }: PaymentAudit): Obstacle | null {
  // Older servers send neither `topup` nor `topup_error`. They check the topup when the payment is
  // released.
  if (topup === undefined) return null;
  if (topup_error !== null) return "topup_unknown";
  if (topup === null) return "topup_gone";
  const pending = topup.status === "pending";
  if (payment.hold_reason === "duplicate_payment" && !pending) return "duplicate";
  const closes = payment.hold_reason === "topup_not_paid" || payment.status === "crediting";
  return pending || (closes && topup.status === "paid") ? null : "topup_not_pending";
}

/**
 * Returns the topup if its price, credits or user are not those that the payment was made for, and
 * `null` otherwise. A release that credits the payment of a changed topup names the topup's values.
 * The server may refuse a release without these values.
 */
export function changedTopup({ payment, topup }: PaymentAudit): HostTopup | null {
  if (!topup) return null;
  const same =
    topup.usd_cents === payment.amount_minor &&
    topup.credits === payment.credits &&
    topup.user_id === payment.user_id;
  return same ? null : topup;
}
