/** The audit of a payment as JSON. */
import { readActor, type PlainActor } from "../core/administrator.ts";
import type { AuditEntry } from "../core/audit.ts";
import type { Topup } from "../core/host.ts";
import type { PaymentAudit } from "../core/payment-audit.ts";
import type { Payment } from "../core/payment.ts";
import type { ErrorCode } from "../errors.ts";
import { wirePayment, type WirePayment } from "./records.ts";

/** A payment, its audit entries, oldest first, and its topup. */
export interface WireAudit {
  payment: WirePayment;
  items: WireAuditEntry[];
  /** The topup as `readTopup()` returns it now; `null` if there is none or it cannot be read. */
  topup: WireTopup | null;
  /** The code of the error if the topup cannot be read, otherwise `null`. */
  topup_error: ErrorCode | null;
}

/** The fields of a topup on which a release depends. */
export type WireTopup = Pick<Topup, "status" | "usd_cents" | "credits" | "user_id">;

/** One write to a payment. `at` is ISO 8601 in UTC. */
export interface WireAuditEntry extends Omit<
  AuditEntry,
  "payment_id" | "at" | "actor" | "changes"
> {
  at: string;
  actor: PlainActor;
  /** The host's id of the administrator, if `actor` is `admin` and the id is known. */
  admin_id: string | null;
  /**
   * The fields that were changed, with their new values, without `ref` and internal fields. Times
   * are ISO 8601 in UTC.
   */
  changes: Record<string, string | number | boolean | null>;
}

/**
 * How each field of a payment is shown. `ref` is hidden because whoever knows it can open the
 * result page. The other hidden fields are internal, or repeat other parts of the answer.
 */
const FIELDS: Readonly<Record<keyof Payment, "shown" | "time" | "hidden">> = {
  payment_id: "hidden",
  provider: "shown",
  environment: "shown",
  business_id: "shown",
  topup_id: "shown",
  user_id: "shown",
  credits: "shown",
  amount_minor: "shown",
  currency: "shown",
  product_id: "shown",
  tax_inclusive: "shown",
  attempt: "shown",
  provider_session_id: "shown",
  provider_payment_id: "shown",
  provider_order_id: "shown",
  checkout_url: "shown",
  ref: "hidden",
  return_to: "shown",
  expires_at: "time",
  status: "shown",
  hold_reason: "shown",
  released: "shown",
  accepted_usd_cents: "shown",
  accepted_credits: "shown",
  accepted_user_id: "shown",
  provider_status: "shown",
  net_minor: "shown",
  refunded_minor: "shown",
  disputed: "shown",
  dispute_status: "shown",
  invoice_url: "shown",
  unconfirmed_since: "time",
  next_check_at: "time",
  checked_at: "hidden",
  answered_at: "hidden",
  attempts: "hidden",
  version: "hidden",
  write_id: "hidden",
  created_at: "hidden",
  updated_at: "hidden",
};

/** Returns a payment and its audit in the form that responses have. */
export function wireAudit({ payment, entries, topup, topup_error }: PaymentAudit): WireAudit {
  return {
    payment: wirePayment(payment),
    items: entries.map(wireEntry),
    topup: topup && wireTopup(topup),
    topup_error,
  };
}

/** Returns only the known fields, since the host's topup may have others. */
function wireTopup({ status, usd_cents, credits, user_id }: Topup): WireTopup {
  return { status, usd_cents, credits, user_id };
}

function wireEntry({ at, changes, ...entry }: AuditEntry): WireAuditEntry {
  const { version, actor, action, from_status, to_status, event_id, note } = entry;
  const shown = (Object.keys(FIELDS) as (keyof Payment)[])
    .filter((field) => FIELDS[field] !== "hidden" && changes[field] !== undefined)
    .map((field) => [field, wireValue(field, changes[field] ?? null)] as const);
  return {
    version,
    at: new Date(at).toISOString(),
    ...readActor(actor),
    action,
    from_status,
    to_status,
    event_id,
    note,
    changes: Object.fromEntries(shown),
  };
}

function wireValue(
  field: keyof Payment,
  value: string | number | boolean | null,
): string | number | boolean | null {
  return FIELDS[field] === "time" && typeof value === "number"
    ? new Date(value).toISOString()
    : value;
}
