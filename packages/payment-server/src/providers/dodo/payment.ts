/** Dodo's payment object as a report. Reads only what is used; all of it may be null, missing or new. */
import * as v from "valibot";
import type { Environment } from "../../core/payment.ts";
import type { Report, ReportStatus, Returned } from "../../core/report.ts";
import { isLoopbackHost } from "../../loopback.ts";

const text = v.fallback(v.nullable(v.string()), null);
const minor = v.optional(
  v.fallback(
    v.union([v.pipe(v.number(), v.safeInteger(), v.minValue(0)), v.null(), v.literal("malformed")]),
    "malformed",
  ),
  null,
);
const flag = v.fallback(v.nullable(v.boolean()), null);
const list = <const Item extends v.GenericSchema>(item: Item) =>
  v.fallback(v.nullable(v.array(item)), null);

/** Absent is `null`; what is there and cannot be read stands as `"unreadable"`, the whole or one entry of it. */
const entries = <const Item extends v.GenericSchema>(item: Item) =>
  v.optional(
    v.fallback(
      v.union([
        v.null(),
        v.literal("unreadable"),
        v.array(v.fallback(v.union([v.literal("unreadable"), item]), "unreadable")),
      ]),
      "unreadable",
    ),
    null,
  );

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
  refunds: entries(v.object({ status: text, amount: minor, is_partial: flag })),
  disputes: entries(v.object({ dispute_status: text, amount: text, currency: text })),
  metadata: v.fallback(v.nullable(v.object({ payment_id: text })), null),
  invoice_url: text,
  created_at: text,
});

type DodoPayment = v.InferOutput<typeof PaymentObject>;
type Entry<List> = Exclude<Extract<List, readonly unknown[]>[number], string>;
type DodoRefund = Entry<DodoPayment["refunds"]>;
type DodoDispute = Entry<DodoPayment["disputes"]>;
type Reversals = Pick<
  Report,
  | "refunded"
  | "refund_sum_minor"
  | "disputed"
  | "dispute_seen"
  | "dispute_lost_minor"
  | "reversal_listed"
  | "reversals_known"
>;

/** IntentStatus of Dodo's API; what is not listed is unknown and asked about again. A map: `constructor` is no status. */
const STATUS: ReadonlyMap<string, ReportStatus> = new Map(
  Object.entries({
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
  } satisfies Record<string, ReportStatus>),
);

/** The merchant has won, or the buyer has withdrawn it. One that expired mostly goes against the merchant (Dodo's disputes page). */
export const HARMLESS: ReadonlySet<string> = new Set(["dispute_won", "dispute_cancelled"]);
/** The money has gone back to the buyer; one that was accepted has given it back (Dodo's disputes page). */
export const LOST: ReadonlySet<string> = new Set(["dispute_lost", "dispute_accepted"]);

/** Ids of ours are `pmt_` and 22 letters of base64url; anything else in the metadata was not written by us. */
const OURS = /^pmt_[A-Za-z0-9_-]{22}$/;

/** As long as an id of a host may reasonably be, without control characters. */
const TOPUP = /^\P{Cc}{1,200}$/u;

/** The report of a payment object, or `null` if it is not one. */
export function toReport(
  body: unknown,
  environment: Environment,
  source: Report["source"],
): Report | null {
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
    status: statusOf(payment.status),
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
    ...reversals(payment, source),
    invoice_url: invoiceOf(payment),
    created_at: time(payment.created_at),
  };
}

/** The payment of ours that a metadata value names, if it can be one. */
export function ourId(value: string | null | undefined): string | null {
  return value !== null && value !== undefined && OURS.test(value) ? value : null;
}

/** The topup that a metadata value names, if it can be one. Anyone can write metadata, and the host's database is given this. */
export function ourTopupId(value: string | null | undefined): string | null {
  return value !== null && value !== undefined && TOPUP.test(value) ? value : null;
}

/** What a word of Dodo's means here; one that is not known is asked about again. */
export function statusOf(word: string | null): ReportStatus {
  return STATUS.get(word ?? "") ?? "unknown";
}

function reversals(payment: DodoPayment, source: Report["source"]): Reversals {
  const refunds = readable(payment.refunds);
  const disputes = readable(payment.disputes);
  const sent = refunds.items.filter(({ status }) => status === "succeeded");
  const counted =
    payment.refund_status === "full" || sent.every((refund) => amountOf(refund) !== null);
  const lost = disputes.items.filter(({ dispute_status }) => LOST.has(dispute_status ?? ""));
  const seen = disputes.items.some(({ dispute_status }) => !HARMLESS.has(dispute_status ?? ""));
  // A delivery may leave the lists out, which says nothing; the API has none where there is none.
  const said = source === "api" || (payment.refunds !== null && payment.disputes !== null);
  // What cannot be read counts as there: money is held rather than credited on it.
  return {
    refunded:
      payment.refund_status !== null ||
      !refunds.whole ||
      refunds.items.some(({ status }) => status !== "failed"),
    refund_sum_minor:
      payment.refund_status === "full" ? "all" : sumOf(sent.map((refund) => amountOf(refund) ?? 0)),
    disputed: seen || !disputes.whole,
    dispute_seen: seen,
    dispute_lost_minor: sumOf(lost.map((dispute) => disputedAmount(payment, dispute))),
    reversal_listed:
      payment.refund_status !== null || isListed(payment.refunds) || isListed(payment.disputes),
    reversals_known: said && refunds.whole && disputes.whole && counted,
  };
}

/** What one refund gave back; `null` when it does not say how much, which the SDK's type allows. */
function amountOf({ amount, is_partial }: DodoRefund): Returned | null {
  if (typeof amount === "number") return amount;
  return is_partial === false ? "all" : null;
}

/**
 * What one dispute is about. Dodo's amount is a string whose unit nobody documents. Digits in the payment's currency are
 * read as minor units; anything else counts as all of the payment, and so does a hundredth of it, which is the whole in
 * major units.
 */
function disputedAmount({ currency, total_amount }: DodoPayment, dispute: DodoDispute): Returned {
  const amount = /^\d{1,15}$/.test(dispute.amount ?? "") ? Number(dispute.amount) : 0;
  const readable = amount > 0 && typeof total_amount === "number" && amount <= total_amount;
  const own = currency !== null && dispute.currency?.toUpperCase() === currency.toUpperCase();
  return readable && own && amount * 100 !== total_amount ? amount : "all";
}

function sumOf(amounts: readonly Returned[]): Returned {
  let sum = 0;
  for (const amount of amounts) {
    if (amount === "all") return "all";
    sum += amount;
  }
  return sum;
}

function isListed(list: readonly unknown[] | string | null): boolean {
  return list !== null && list.length > 0;
}

function readable<Item>(list: readonly (Item | "unreadable")[] | "unreadable" | null): {
  items: Item[];
  whole: boolean;
} {
  if (list === "unreadable") return { items: [], whole: false };
  const items = (list ?? []).filter((item): item is Item => item !== "unreadable");
  return { items, whole: items.length === (list ?? []).length };
}

/** A time as Unix milliseconds, or `null` if it is none. One without a zone is UTC, whatever the zone of this machine. */
export function time(value: string | null): number | null {
  const text = value ?? "";
  const parsed = Date.parse(
    /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text) ? `${text}Z` : text,
  );
  return Number.isNaN(parsed) ? null : parsed;
}

/** The invoice's address as Dodo's API makes it: it answers without a key, and says nothing but the payment's id. Any other is left out. */
function invoiceOf({ invoice_url, payment_id }: DodoPayment): string | null {
  const url = invoice_url !== null && URL.canParse(invoice_url) ? new URL(invoice_url) : null;
  if (url === null || payment_id === null || !/^[A-Za-z0-9_-]{1,128}$/.test(payment_id))
    return null;
  const dodos =
    url.protocol === "https:" && /(^|\.)dodopayments\.com$/.test(url.hostname) && url.port === "";
  const local = url.protocol === "http:" && isLoopbackHost(url.hostname);
  return (dodos || local) && url.pathname === `/invoices/payments/${payment_id}`
    ? url.origin + url.pathname
    : null;
}
