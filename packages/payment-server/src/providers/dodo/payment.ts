/**
 * Converts Dodo's payment object to a report. Only the fields that are used are read. Each of them
 * may be null or missing, or may have an unknown value. The object is described in
 * https://github.com/dodopayments/dodopayments-typescript, `src/resources/payments.ts`.
 */
import * as v from "valibot";
import type { Environment } from "../../core/payment.ts";
import type { Report, ReportStatus } from "../../core/report.ts";
import { isLoopbackHost } from "../../loopback.ts";
import { id, list, minor, text, toUnixMs } from "./fields.ts";
import { listedReversals } from "./listed-reversals.ts";
import { ourPaymentId } from "./metadata.ts";
import { disputeEntries, refundEntries, reversals } from "./reversals.ts";

const PaymentObject = v.object({
  payment_id: id,
  business_id: id,
  status: text,
  checkout_session_id: id,
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
  refunds: refundEntries,
  disputes: disputeEntries,
  metadata: v.fallback(v.nullable(v.object({ payment_id: text })), null),
  invoice_url: text,
  created_at: text,
});

type DodoPayment = v.InferOutput<typeof PaymentObject>;

/**
 * Maps Dodo's `IntentStatus` to our status. A status that is not listed becomes `unknown`, and the
 * payment is queried again later. This is a `Map` because a lookup in an object would also find
 * inherited names, such as `constructor`.
 */
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

/**
 * Converts a payment object to a report. Returns `null` if `body` is not an object with a valid
 * `payment_id`.
 */
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
    our_payment_id: ourPaymentId(payment.metadata?.payment_id),
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
    reversals: listedReversals(payment),
    invoice_url: invoiceOf(payment, environment),
    created_at: toUnixMs(payment.created_at),
  };
}

/**
 * Translates a payment status of Dodo's to ours. An unlisted or absent status becomes `unknown`.
 */
export function statusOf(status: string | null): ReportStatus {
  return STATUS.get(status ?? "") ?? "unknown";
}

/**
 * Returns the address of the invoice, or `null` if the address does not have the form of Dodo's
 * API, because buyers follow this link. In test mode, the address may be on a loopback host, where
 * the emulator runs. The address needs no key and contains no data but the payment's id
 * (https://docs.dodopayments.com/api-reference/payments/get-invoice).
 */
function invoiceOf(
  { invoice_url, payment_id }: DodoPayment,
  environment: Environment,
): string | null {
  const url = invoice_url !== null && URL.canParse(invoice_url) ? new URL(invoice_url) : null;
  if (url === null || payment_id === null || !/^[A-Za-z0-9_-]{1,128}$/.test(payment_id))
    return null;
  const dodos =
    url.protocol === "https:" && /(^|\.)dodopayments\.com$/.test(url.hostname) && url.port === "";
  const local =
    environment === "test_mode" && url.protocol === "http:" && isLoopbackHost(url.hostname);
  return (dodos || local) && url.pathname === `/invoices/payments/${payment_id}`
    ? url.origin + url.pathname
    : null;
}
