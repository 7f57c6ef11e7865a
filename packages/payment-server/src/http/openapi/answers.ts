/**
 * The answers of the routes as schemas, from which the OpenAPI document is made. A schema does not
 * compile if it lacks a field of its record, and the tests check real answers against it.
 */
import * as v from "valibot";
import type { PruneResult } from "../../core/prune.ts";
import type { ReconcileResult } from "../../core/reconcile/run.ts";
import type { Receipt } from "../../core/inbox.ts";
import { ERROR_STATUS, type ErrorCode } from "../../errors.ts";
import type { WireAudit } from "../audit-records.ts";
import type { WireAdminPayment, WirePayments } from "../payment-lists.ts";
import type { WireCheckout, WireEvent, WireMethod, WirePayment, WireStatus } from "../records.ts";
import {
  namesOf,
  count,
  cursor,
  environment,
  holdReason,
  minor,
  status,
  syncStatus,
  text,
  time,
  type AnswerSchema,
} from "./fields.ts";
import {
  AuditEntry,
  CheckFinding,
  Day,
  Drift,
  DriftItem,
  Inspection,
  Summary,
  Topup,
  Waiting,
} from "./report-answers.ts";

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

const PAYMENT = {
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
};

const Payment: AnswerSchema<WirePayment> = v.strictObject(PAYMENT);

const AdminPayment: AnswerSchema<WireAdminPayment> = v.strictObject({
  ...PAYMENT,
  released: v.boolean(),
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

const Methods: AnswerSchema<{ items: WireMethod[] }> = v.strictObject({ items: v.array(Method) });

const PAGE_END = { next_cursor: cursor, retry_after_ms: v.nullable(count) };

const Payments: AnswerSchema<WirePayments> = v.strictObject({
  items: v.array(Payment),
  ...PAGE_END,
});

const AdminPayments: AnswerSchema<WirePayments<WireAdminPayment>> = v.strictObject({
  items: v.array(AdminPayment),
  ...PAGE_END,
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
const Closed: AnswerSchema<{ event: WireEvent }> = v.strictObject({ event: Event });

const Released: AnswerSchema<{ payment: WirePayment }> = v.strictObject({ payment: Payment });

const Audit: AnswerSchema<WireAudit> = v.strictObject({
  payment: Payment,
  items: v.array(AuditEntry),
  topup: v.nullable(Topup),
  topup_error: v.nullable(v.picklist(namesOf(ERROR_STATUS))),
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
  | "AdminPayment"
  | "PaymentState"
  | "Payments"
  | "AdminPayments"
  | "Event"
  | "Events"
  | "ReceivedDelivery"
  | "Reconciled"
  | "Pruned"
  | "Replayed"
  | "Closed"
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
  AdminPayment,
  PaymentState,
  Payments,
  AdminPayments,
  Event,
  Events,
  ReceivedDelivery,
  Reconciled,
  Pruned,
  Replayed,
  Closed,
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
