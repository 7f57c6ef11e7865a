/** Dodo's payment object as a report. Reads only what is used; all of it may be null, missing or new. */
import * as v from "valibot";
import type { Environment } from "../../core/payment.ts";
import type { Report, ReportStatus } from "../../core/report.ts";

const text = v.fallback(v.nullable(v.string()), null);
const minor = v.optional(v.fallback(v.union([v.pipe(v.number(), v.safeInteger(), v.minValue(0)), v.null(), v.literal("malformed")]), "malformed"), null);
const count = v.fallback(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0);
const flag = v.fallback(v.nullable(v.boolean()), null);
const list = <const Item extends v.GenericSchema>(item: Item) => v.fallback(v.nullable(v.array(item)), null);

/** Absent is none; what is there and cannot be read stands as `"unreadable"`, the whole or one entry of it. */
const entries = <const Item extends v.GenericSchema>(item: Item) =>
  v.optional(v.fallback(v.union([v.null(), v.literal("unreadable"), v.array(v.fallback(v.union([v.literal("unreadable"), item]), "unreadable"))]), "unreadable"), null);

const PaymentObject = v.object({
  payment_id: text,
  business_id: text,
  status: text,
  checkout_session_id: text,
  currency: text,
  total_amount: minor,
  tax: minor,
  settlement_currency: text,
  settlement_amount: minor,
  settlement_tax: minor,
  product_cart: list(v.object({ product_id: v.string(), quantity: v.number() })),
  subscription_id: text,
  subscription_ids: list(v.unknown()),
  discount_id: text,
  discounts: list(v.unknown()),
  refund_status: text,
  refunds: entries(v.object({ status: text, amount: count })),
  disputes: entries(v.object({ dispute_status: text, is_resolved_by_rdr: flag })),
  metadata: v.fallback(v.nullable(v.object({ payment_id: text })), null),
  created_at: text,
});

type DodoPayment = v.InferOutput<typeof PaymentObject>;

/** IntentStatus of Dodo's API; what is not listed is unknown and asked about again. A map: `constructor` is no status. */
const STATUS: ReadonlyMap<string, ReportStatus> = new Map(Object.entries({
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "canceled",
  processing: "processing",
  requires_customer_action: "open",
  requires_merchant_action: "processing",
  requires_payment_method: "open",
  requires_confirmation: "open",
  requires_capture: "processing",
  partially_captured: "processing",
  partially_captured_and_capturable: "processing",
} satisfies Record<string, ReportStatus>));

/** A dispute that did not end in the buyer's favour, or was withdrawn. */
export const HARMLESS: ReadonlySet<string> = new Set(["dispute_won", "dispute_cancelled", "dispute_expired"]);

/** Ids of ours are `pmt_` and 22 letters of base64url; anything else in the metadata was not written by us. */
const OURS = /^pmt_[A-Za-z0-9_-]{22}$/;

/** The report of a payment object, or `null` if it is not one. */
export function toReport(body: unknown, environment: Environment, source: Report["source"]): Report | null {
  const parsed = v.safeParse(PaymentObject, body);
  if (!parsed.success || parsed.output.payment_id === null) return null;
  const payment = parsed.output;
  return {
    source,
    provider_payment_id: parsed.output.payment_id,
    provider_session_id: payment.checkout_session_id,
    provider_order_id: null,
    our_payment_id: ourId(payment.metadata?.payment_id),
    business_id: payment.business_id,
    environment,
    status: STATUS.get(payment.status ?? "") ?? "unknown",
    provider_status: STATUS.has(payment.status ?? "") ? payment.status : null,
    currency: payment.currency?.toUpperCase() ?? null,
    total_minor: payment.total_amount,
    tax_minor: payment.tax,
    settlement_currency: payment.settlement_currency?.toUpperCase() ?? null,
    settlement_minor: payment.settlement_amount,
    settlement_tax_minor: payment.settlement_tax,
    lines: payment.product_cart,
    subscription: payment.subscription_id !== null || (payment.subscription_ids?.length ?? 0) > 0,
    discounted: payment.discount_id !== null || (payment.discounts?.length ?? 0) > 0,
    ...reversals(payment),
    created_at: time(payment.created_at),
  };
}

/** The payment of ours that a metadata value names, if it can be one. */
export function ourId(value: string | null | undefined): string | null {
  return value !== null && value !== undefined && OURS.test(value) ? value : null;
}

function reversals(payment: DodoPayment): Pick<Report, "refunded" | "refund_sum_minor" | "disputed" | "dispute_lost" | "reversals_known"> {
  const refunds = readable(payment.refunds);
  const disputes = readable(payment.disputes);
  const whole = typeof payment.total_amount === "number" ? payment.total_amount : 0;
  const sum = refunds.items.filter(({ status }) => status === "succeeded").reduce((total, { amount }) => total + amount, 0);
  // What cannot be read counts as there: money is held rather than credited on it.
  return {
    refunded: payment.refund_status !== null || !refunds.whole || refunds.items.some(({ status }) => status !== "failed"),
    refund_sum_minor: payment.refund_status === "full" ? whole : sum,
    disputed: !disputes.whole || disputes.items.some(({ dispute_status }) => !HARMLESS.has(dispute_status ?? "")),
    dispute_lost: disputes.items.some(({ dispute_status }) => dispute_status === "dispute_lost"),
    reversals_known: refunds.whole && disputes.whole,
  };
}

function readable<Item>(list: readonly (Item | "unreadable")[] | "unreadable" | null): { items: Item[]; whole: boolean } {
  if (list === "unreadable") return { items: [], whole: false };
  const items = (list ?? []).filter((item): item is Item => item !== "unreadable");
  return { items, whole: items.length === (list ?? []).length };
}

/** A time as Unix milliseconds, or `null` if it is none. */
export function time(value: string | null): number | null {
  const parsed = Date.parse(value ?? "");
  return Number.isNaN(parsed) ? null : parsed;
}
