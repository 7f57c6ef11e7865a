/**
 * The answers of `GET check`, `GET drift` and `GET payments/summary`, and the parts of an audit.
 */
import * as v from "valibot";
import type { DaySummary, PaymentSummary } from "../../core/figures/summary.ts";
import type { ExplainedFinding } from "../../core/inspection.ts";
import { HOLD_REASONS } from "../../explanations/hold-reasons.ts";
import type { WireAuditEntry, WireTopup } from "../audit-records.ts";
import type {
  WireDrift,
  WireDriftItem,
  WireInspection,
  WireSummary,
} from "../inspection-records.ts";
import { PAYMENT_STATUSES, SYNC_STATUSES } from "../schemas.ts";
import {
  countsOf,
  namesOf,
  count,
  cursor,
  environment,
  holdReason,
  minor,
  status,
  text,
  time,
  type AnswerSchema,
} from "./fields.ts";

export const CheckFinding: AnswerSchema<ExplainedFinding> = v.strictObject({
  level: v.picklist(["error", "warning", "note"]),
  code: text,
  message: text,
  docs: v.nullable(text),
});

export const Waiting: AnswerSchema<WireSummary> = v.strictObject({
  payments: countsOf(PAYMENT_STATUSES),
  held: countsOf(namesOf(HOLD_REASONS)),
  events: countsOf(SYNC_STATUSES),
  oldest_crediting_at: v.nullable(time),
  oldest_undecided_event_at: v.nullable(time),
  overdue_checks: count,
  oldest_overdue_check_at: v.nullable(time),
  unmatched_events: count,
  unconfirmed: count,
  oldest_unconfirmed_at: v.nullable(time),
  waiting_notices: count,
  oldest_waiting_notice_at: v.nullable(time),
  warnings: v.array(text),
});

export const AuditEntry: AnswerSchema<WireAuditEntry> = v.strictObject({
  version: count,
  at: time,
  actor: v.picklist(["create", "webhook", "return", "reconcile", "admin"]),
  admin_id: v.nullable(text),
  action: text,
  from_status: v.nullable(status),
  to_status: status,
  event_id: v.nullable(text),
  note: v.nullable(text),
  changes: v.record(text, v.nullable(v.union([text, v.number(), v.boolean()]))),
});

export const DriftItem: AnswerSchema<WireDriftItem> = v.strictObject({
  kind: v.picklist(["paid_not_credited", "credited_not_paid", "amounts_differ"]),
  reason: v.picklist([
    "no_row",
    "not_settled",
    "not_closed",
    "topup_not_paid",
    "unknown_payment",
    "not_succeeded",
    "refunded",
    "disputed",
    "no_paid_payment",
    "net",
    "refund",
    "topup",
  ]),
  difference_minor: v.nullable(minor),
  since: v.nullable(time),
  provider: text,
  environment,
  payment_id: text,
  topup_id: v.nullable(text),
  provider_payment_id: v.nullable(text),
  status: v.nullable(status),
  hold_reason: v.nullable(holdReason),
  amount_minor: v.nullable(minor),
  net_minor: v.nullable(minor),
  refunded_minor: v.nullable(minor),
  disputed: v.nullable(v.boolean()),
  credits: v.nullable(v.number()),
  provider_status: v.nullable(
    v.picklist(["open", "processing", "succeeded", "failed", "canceled", "unknown"]),
  ),
  provider_net_minor: v.nullable(minor),
  provider_refunded_minor: v.nullable(minor),
  provider_disputed: v.nullable(v.boolean()),
  provider_total_minor: v.nullable(minor),
  provider_currency: v.nullable(text),
  topup_status: v.nullable(text),
  topup_usd_cents: v.nullable(v.number()),
  topup_credits: v.nullable(v.number()),
});

const durations = v.nullable(v.strictObject({ p50: count, p95: count }));

export const Day: AnswerSchema<DaySummary> = v.strictObject({
  day: v.pipe(text, v.isoDate()),
  topups: countsOf(PAYMENT_STATUSES),
  received_minor: minor,
  returned_minor: minor,
  credit_ms: durations,
  checkout_ms: durations,
  events: countsOf(SYNC_STATUSES),
});

export const Inspection: AnswerSchema<WireInspection> = v.strictObject({
  ok: v.boolean(),
  findings: v.array(CheckFinding),
  summary: v.nullable(Waiting),
});

export const Topup: AnswerSchema<WireTopup> = v.strictObject({
  status: text,
  usd_cents: count,
  credits: v.number(),
  user_id: text,
});

export const Drift: AnswerSchema<WireDrift> = v.strictObject({
  items: v.array(DriftItem),
  checked: count,
  failed: count,
  whole: v.boolean(),
  next_cursor: cursor,
});

export const Summary: AnswerSchema<PaymentSummary> = v.strictObject({
  from: v.pipe(text, v.isoDate()),
  to: v.pipe(text, v.isoDate()),
  by: v.literal("day"),
  items: v.array(Day),
});
