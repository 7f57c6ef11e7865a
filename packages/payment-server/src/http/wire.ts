/** What goes over the wire: bodies and queries as they are accepted, records as they are shown. */
import * as v from "valibot";
import type { Payment } from "../core/payment.ts";
import { isProcessing } from "../core/provider-status.ts";
import type { Page } from "../core/keyset-page.ts";
import type { ListRequest } from "../core/lists.ts";
import type { ReleaseInput } from "../core/release.ts";
import { retryAfterMs } from "../core/schedule.ts";
import type { EventFilter, PaymentEvent, PaymentFilter } from "../core/storage.ts";
import { PaymentError } from "../errors.ts";

const id = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(500),
  v.regex(/^[^\u0000-\u001f\u007f]*$/),
);
/** Ids and words that we gave out ourselves have one look; those of the host may have any. */
const ours = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.:-]{1,200}$/));
const limit = v.optional(
  v.pipe(v.string(), v.regex(/^[1-9]\d{0,2}$/), v.transform(Number), v.maxValue(200)),
);
const cursor = v.optional(v.pipe(v.string(), v.maxLength(400)));
const paymentStatus = v.picklist([
  "pending",
  "crediting",
  "paid",
  "failed",
  "canceled",
  "expired",
  "held",
  "dismissed",
]);
const syncStatus = v.picklist(["pending", "processing", "applied", "ignored", "held", "failed"]);
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const milliseconds = whole;

const CheckoutBody = v.object({
  method_id: v.optional(id),
  provider: v.optional(id),
  topup_id: id,
  return_to: v.nullish(v.string(), null),
});
const note = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500));
const sale = v.object({ usd_cents: whole, credits: v.pipe(v.number(), v.finite()), user_id: id });
const ReleaseBody = v.object({
  payment_id: ours,
  decision: v.picklist(["credit", "dismiss"]),
  note,
  topup: v.optional(sale),
});
const ReplayBody = v.object({ event_id: ours });
const ReconcileBody = v.object({
  older_than: v.optional(milliseconds, 0),
  limit: v.optional(v.pipe(milliseconds, v.maxValue(1_000)), 100),
});

const PaymentsQuery = v.object({
  limit,
  cursor,
  topup_id: v.optional(id),
  status: v.optional(paymentStatus),
  user_id: v.optional(id),
});
const EventsQuery = v.object({
  limit,
  cursor,
  type: v.optional(ours),
  sync_status: v.optional(syncStatus),
  payment_id: v.optional(ours),
});

/** What a page may say when it opens a checkout; whatever else it sends is not looked at. */
export interface CheckoutRequestBody {
  method_id: string | null;
  topup_id: string;
  return_to: string | null;
}

/** Throws `invalid_json` or `invalid_request`, naming the field. */
export function readCheckoutBody(body: Uint8Array): CheckoutRequestBody {
  const { method_id, provider, topup_id, return_to } = parse(
    CheckoutBody,
    readJson(body),
    "The body",
  );
  return { method_id: method_id ?? provider ?? null, topup_id, return_to };
}

export function readReleaseBody(body: Uint8Array): ReleaseInput {
  return parse(ReleaseBody, readJson(body), "The body");
}

export function readReplayBody(body: Uint8Array): { event_id: string } {
  return parse(ReplayBody, readJson(body), "The body");
}

/** An empty body stands for the defaults. */
export function readReconcileBody(body: Uint8Array): { older_than: number; limit: number } {
  return parse(ReconcileBody, body.byteLength === 0 ? {} : readJson(body), "The body");
}

export function readPaymentsQuery(url: URL, default_limit: number): ListRequest<PaymentFilter> {
  const { limit, cursor, ...filter } = parse(PaymentsQuery, query(url), "The query");
  return { limit: limit ?? default_limit, cursor: cursor ?? null, filter: given(filter) };
}

export function readEventsQuery(url: URL, default_limit: number): ListRequest<EventFilter> {
  const { limit, cursor, ...filter } = parse(EventsQuery, query(url), "The query");
  return { limit: limit ?? default_limit, cursor: cursor ?? null, filter: given(filter) };
}

/** A payment as it is shown to its owner and to administrators; ids we do not have yet are `""`. */
export interface WirePayment {
  payment_id: string;
  provider: string;
  topup_id: string;
  user_id: string;
  provider_session_id: string;
  provider_payment_id: string;
  provider_order_id: string;
  credits: number;
  amount_minor: number;
  currency: string;
  status: Payment["status"];
  hold_reason: Payment["hold_reason"];
  provider_status: string | null;
  /** The buyer has done their part and the money is promised, as with a bank debit that takes days. */
  on_its_way: boolean;
  net_minor: number | null;
  refunded_minor: number;
  /** A buyer has disputed the payment at some time. */
  disputed: boolean;
  /** The provider's invoice, an https address. */
  invoice_url: string | null;
  environment: Payment["environment"];
  checkout_url: string;
  metadata_json: string;
  created_at: string;
  updated_at: string;
}

export function wirePayment(payment: Payment): WirePayment {
  const { payment_id, topup_id, user_id, credits, amount_minor } = payment;
  return {
    payment_id,
    provider: payment.provider,
    topup_id,
    user_id,
    provider_session_id: payment.provider_session_id ?? "",
    provider_payment_id: payment.provider_payment_id ?? "",
    provider_order_id: payment.provider_order_id ?? "",
    credits,
    amount_minor,
    currency: payment.currency,
    status: payment.status,
    hold_reason: payment.hold_reason,
    provider_status: payment.provider_status,
    on_its_way: isProcessing(payment),
    net_minor: payment.net_minor,
    refunded_minor: payment.refunded_minor,
    disputed: payment.disputed,
    invoice_url: payment.invoice_url,
    environment: payment.environment,
    checkout_url: payment.checkout_url ?? "",
    metadata_json: JSON.stringify({
      payment_id,
      topup_id,
      user_id,
      credits: String(credits),
      usd_cents: String(amount_minor),
    }),
    created_at: new Date(payment.created_at).toISOString(),
    updated_at: new Date(payment.updated_at).toISOString(),
  };
}

/** An event as it is shown to administrators. */
export interface WireEvent extends Omit<PaymentEvent, "created_at" | "updated_at"> {
  created_at: string;
  updated_at: string;
}

export function wireEvent(event: PaymentEvent): WireEvent {
  return {
    ...event,
    created_at: new Date(event.created_at).toISOString(),
    updated_at: new Date(event.updated_at).toISOString(),
  };
}

/** A way to pay, as `methods` lists it; `reason` says why it is not enabled. */
export interface WireMethod {
  id: string;
  type: "checkout";
  enabled: boolean;
  label: string;
  /** The service's `id`. */
  service: string;
  action: "checkout/create";
  requires_user: true;
  currency: string;
  reason?: string;
  test_mode?: true;
}

/** What `checkout/create` answers. `status_url` answers JSON when asked for it. */
export interface WireCheckout {
  payment_id: string;
  provider: string;
  topup_id: string;
  provider_session_id: string;
  provider_payment_id: string;
  provider_order_id: string;
  checkout_url: string;
  status: Payment["status"];
  status_url: string;
}

export function wireCheckout(payment: Payment, status_url: string): WireCheckout {
  const {
    payment_id,
    provider,
    topup_id,
    provider_session_id,
    provider_payment_id,
    provider_order_id,
    checkout_url,
    status,
  } = wirePayment(payment);
  return {
    payment_id,
    provider,
    topup_id,
    provider_session_id,
    provider_payment_id,
    provider_order_id,
    checkout_url,
    status,
    status_url,
  };
}

/** What whoever has a payment's reference may know of it. */
export interface WireStatus {
  payment_id: string;
  topup_id: string;
  status: Payment["status"];
  /** While it is pending: the buyer has paid, and the money is promised and not there yet. */
  on_its_way: boolean;
  credits: number;
  amount_minor: number;
  currency: string;
  return_to: string | null;
  retry_after_ms: number | null;
}

export function wireStatus(payment: Payment, now: number): WireStatus {
  const { payment_id, topup_id, status, credits, amount_minor, currency, return_to } = payment;
  return {
    payment_id,
    topup_id,
    status,
    on_its_way: isProcessing(payment),
    credits,
    amount_minor,
    currency,
    return_to,
    retry_after_ms: retryAfterMs(payment, now),
  };
}

/** A page of payments; `retry_after_ms` says when an open one is worth asking about again. */
export interface WirePayments {
  items: WirePayment[];
  next_cursor: string | null;
  retry_after_ms: number | null;
}

export function wirePayments(page: Page<Payment>, now: number): WirePayments {
  const waits = page.items
    .map((payment) => retryAfterMs(payment, now))
    .filter((wait) => wait !== null);
  return {
    items: page.items.map(wirePayment),
    next_cursor: page.next_cursor,
    retry_after_ms: waits.length === 0 ? null : Math.min(...waits),
  };
}

function query(url: URL): Record<string, string> {
  const names = [...url.searchParams.keys()];
  if (new Set(names).size !== names.length)
    throw new PaymentError("invalid_request", "A query parameter is given more than once.");
  return Object.fromEntries(url.searchParams);
}

function given<Filter extends object>(
  filter: Filter,
): { [Key in keyof Filter]?: Exclude<Filter[Key], undefined> } {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Filter]?: Exclude<Filter[Key], undefined>;
  };
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new PaymentError("invalid_json", "The body must be JSON.");
  }
}

function parse<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): v.InferOutput<Schema> {
  // A list has fields too, and none of ours.
  const parsed = v.safeParse(schema, Array.isArray(value) ? null : value);
  if (parsed.success) return parsed.output;
  // The path is made of our own field names; the value is never repeated.
  const path = v.getDotPath(parsed.issues[0]);
  throw new PaymentError(
    "invalid_request",
    path === null
      ? `${what} must be an object of the documented fields.`
      : `${what} has a wrong or missing \`${path}\`.`,
  );
}
