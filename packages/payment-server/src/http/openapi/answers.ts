/**
 * The answers of the routes as schemas, from which the OpenAPI document is made. A schema does not
 * compile if it lacks a field of its record, and the tests check real answers against it.
 */
import * as v from "valibot";
import type { DaySummary, PaymentSummary } from "../../core/figures/summary.ts";
import type { Finding } from "../../core/provider.ts";
import type { PruneResult } from "../../core/prune.ts";
import type { ReconcileResult } from "../../core/reconcile/run.ts";
import type { Receipt } from "../../core/inbox.ts";
import { ERROR_STATUS, type ErrorCode } from "../../errors.ts";
import type { WireAudit, WireAuditEntry, WireTopup } from "../audit-records.ts";
import type {
  WireDrift,
  WireDriftItem,
  WireInspection,
  WireSummary,
} from "../inspection-records.ts";
import type {
  WireCheckout,
  WireEvent,
  WireMethod,
  WirePayment,
  WirePayments,
  WireStatus,
} from "../records.ts";
import { HOLD_REASONS } from "../../explanations/hold-reasons.ts";
import { PAYMENT_STATUSES, SYNC_STATUSES } from "../schemas.ts";

/** The schema of an answer, or of a part of one. */
export type AnswerSchema<Output> = v.GenericSchema<Output, Output>;

const text = v.string();
const time = v.pipe(v.string(), v.isoTimestamp());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const minor = v.pipe(v.number(), v.integer());
const cursor = v.nullable(text);
const status = v.picklist(PAYMENT_STATUSES);
const syncStatus = v.picklist(SYNC_STATUSES);
const holdReason = v.picklist(namesOf(HOLD_REASONS));
const environment = v.picklist(["test_mode", "live_mode"]);

const Method: AnswerSchema<WireMethod> = v.strictObject({
  id: text,
  type: v.literal("checkout"),
  enabled: v.boolean(),
  label: text,
  service: text,
  action: v.literal("checkout/create"),
  requires_user: v.literal(true),
  currency: text,
  reason: v.exactOptional(text),
  test_mode: v.exactOptional(v.literal(true)),
});

const Payment: AnswerSchema<WirePayment> = v.strictObject({
  payment_id: text,
  provider: text,
  topup_id: text,
  user_id: text,
  provider_session_id: text,
  provider_payment_id: text,
  provider_order_id: text,
  credits: v.number(),
  amount_minor: minor,
  currency: text,
  status,
  hold_reason: v.nullable(holdReason),
  provider_status: v.nullable(text),
  on_its_way: v.boolean(),
  net_minor: v.nullable(minor),
  refunded_minor: minor,
  disputed: v.boolean(),
  invoice_url: v.nullable(text),
  environment,
  checkout_url: text,
  metadata_json: text,
  created_at: time,
  updated_at: time,
});

const Checkout: AnswerSchema<WireCheckout> = v.strictObject({
  payment_id: text,
  provider: text,
  topup_id: text,
  provider_session_id: text,
  provider_payment_id: text,
  provider_order_id: text,
  checkout_url: text,
  status,
  status_url: text,
});

const PaymentState: AnswerSchema<WireStatus> = v.strictObject({
  payment_id: text,
  topup_id: text,
  status,
  stage: v.picklist([
    "unpaid",
    "confirming",
    "bank",
    "crediting",
    "paid",
    "failed",
    "canceled",
    "expired",
    "held",
    "dismissed",
  ]),
  on_its_way: v.boolean(),
  credits: v.number(),
  amount_minor: minor,
  currency: text,
  return_to: v.nullable(text),
  invoice_url: v.nullable(text),
  retry_after_ms: v.nullable(count),
});

const Event: AnswerSchema<WireEvent> = v.strictObject({
  event_id: text,
  provider: text,
  type: text,
  payload_json: text,
  sync_status: syncStatus,
  sync_error: v.nullable(text),
  payment_id: v.nullable(text),
  attempts: count,
  created_at: time,
  updated_at: time,
});

const Reconciled: AnswerSchema<ReconcileResult> = v.strictObject({
  checked: count,
  credited: count,
  held: count,
  failed: count,
});

const Pruned: AnswerSchema<PruneResult> = v.strictObject({ events: count, more: v.boolean() });

const CheckFinding: AnswerSchema<Finding> = v.strictObject({
  level: v.picklist(["error", "warning", "note"]),
  code: text,
  message: text,
});

const Waiting: AnswerSchema<WireSummary> = v.strictObject({
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

const AuditEntry: AnswerSchema<WireAuditEntry> = v.strictObject({
  version: count,
  at: time,
  actor: v.picklist(["create", "webhook", "return", "reconcile", "admin"]),
  action: text,
  from_status: v.nullable(status),
  to_status: status,
  event_id: v.nullable(text),
  note: v.nullable(text),
  changes: v.record(text, v.nullable(v.union([text, v.number(), v.boolean()]))),
});

const DriftItem: AnswerSchema<WireDriftItem> = v.strictObject({
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

const Day: AnswerSchema<DaySummary> = v.strictObject({
  day: v.pipe(text, v.isoDate()),
  topups: countsOf(PAYMENT_STATUSES),
  received_minor: minor,
  returned_minor: minor,
  credit_ms: durations,
  checkout_ms: durations,
  events: countsOf(SYNC_STATUSES),
});

const Methods: AnswerSchema<{ items: WireMethod[] }> = v.strictObject({ items: v.array(Method) });

const Payments: AnswerSchema<WirePayments> = v.strictObject({
  items: v.array(Payment),
  next_cursor: cursor,
  retry_after_ms: v.nullable(count),
});

const Events: AnswerSchema<{ items: WireEvent[]; next_cursor: string | null }> = v.strictObject({
  items: v.array(Event),
  next_cursor: cursor,
});

const ReceivedDelivery: AnswerSchema<Receipt & { received: boolean }> = v.strictObject({
  received: v.literal(true),
  event_id: text,
  provider: text,
  sync_status: syncStatus,
});

const Replayed: AnswerSchema<{ event: WireEvent }> = v.strictObject({ event: Event });

const Released: AnswerSchema<{ payment: WirePayment }> = v.strictObject({ payment: Payment });

const Inspection: AnswerSchema<WireInspection> = v.strictObject({
  ok: v.boolean(),
  findings: v.array(CheckFinding),
  summary: v.nullable(Waiting),
});

const Topup: AnswerSchema<WireTopup> = v.strictObject({
  status: text,
  usd_cents: count,
  credits: v.number(),
  user_id: text,
});

const Audit: AnswerSchema<WireAudit> = v.strictObject({
  payment: Payment,
  items: v.array(AuditEntry),
  topup: v.nullable(Topup),
  topup_error: v.nullable(v.picklist(namesOf(ERROR_STATUS))),
});

const Drift: AnswerSchema<WireDrift> = v.strictObject({
  items: v.array(DriftItem),
  checked: count,
  failed: count,
  whole: v.boolean(),
  next_cursor: cursor,
});

const Summary: AnswerSchema<PaymentSummary> = v.strictObject({
  from: v.pipe(text, v.isoDate()),
  to: v.pipe(text, v.isoDate()),
  by: v.literal("day"),
  items: v.array(Day),
});

/** An error. A refused release can have further fields. */
const Failure: AnswerSchema<{ error: string; code: ErrorCode; request_id: string }> = v.looseObject(
  {
    error: text,
    code: v.picklist(namesOf(ERROR_STATUS)),
    request_id: text,
    status_url: v.exactOptional(text),
  },
);

/** The name of an answer in the document. */
export type AnswerName =
  | "Method"
  | "Methods"
  | "Checkout"
  | "Payment"
  | "PaymentState"
  | "Payments"
  | "Event"
  | "Events"
  | "ReceivedDelivery"
  | "Reconciled"
  | "Pruned"
  | "Replayed"
  | "Released"
  | "CheckFinding"
  | "Waiting"
  | "Inspection"
  | "AuditEntry"
  | "Topup"
  | "Audit"
  | "DriftItem"
  | "Drift"
  | "Day"
  | "Summary"
  | "Failure";

/** Every answer and the records in it, by the names that they have in the document. */
export const ANSWERS: Readonly<Record<AnswerName, v.GenericSchema>> = {
  Method,
  Methods,
  Checkout,
  Payment,
  PaymentState,
  Payments,
  Event,
  Events,
  ReceivedDelivery,
  Reconciled,
  Pruned,
  Replayed,
  Released,
  CheckFinding,
  Waiting,
  Inspection,
  AuditEntry,
  Topup,
  Audit,
  DriftItem,
  Drift,
  Day,
  Summary,
  Failure,
};

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(table) as Name[];
}

/** Returns the schema of counts by word. A word that was not counted is left out. */
function countsOf<Word extends string>(
  words: readonly Word[],
): AnswerSchema<Partial<Record<Word, number>>> {
  const entries = words.map((word) => [word, v.exactOptional(count)] as const);
  return v.strictObject(Object.fromEntries(entries)) as unknown as AnswerSchema<
    Partial<Record<Word, number>>
  >;
}
