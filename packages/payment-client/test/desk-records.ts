import type {
  AuditEntry,
  DaySummary,
  DriftItem,
  HostTopup,
  PaymentAudit,
  PaymentSummary,
} from "../src/report-wire.ts";
import type { Payment, PaymentEvent } from "../src/wire.ts";

const AT = "2026-11-29T10:00:00.000Z";

/** A held payment of 50 dollars for 500 credits, whose topup agrees unless `topup` changes it. */
export function auditOf(
  payment: Partial<Payment> = {},
  topup: Partial<HostTopup> | null = {},
): PaymentAudit {
  const sale = { usd_cents: 5_000, credits: 500, user_id: "ada", status: "pending" };
  return {
    payment: {
      payment_id: "pmt_1",
      provider: "dodo",
      topup_id: "tu_1",
      user_id: "ada",
      provider_session_id: "cks_1",
      provider_payment_id: "pay_1",
      provider_order_id: "",
      credits: 500,
      amount_minor: 5_000,
      currency: "USD",
      status: "held",
      hold_reason: "underpaid",
      provider_status: "succeeded",
      on_its_way: false,
      net_minor: null,
      refunded_minor: 0,
      disputed: false,
      invoice_url: null,
      environment: "test_mode",
      checkout_url: "",
      metadata_json: "{}",
      created_at: AT,
      updated_at: AT,
      ...payment,
    },
    items: [entryOf({ changes: { product_id: "pdt_topup" } })],
    topup: topup === null ? null : { ...sale, ...topup },
    topup_error: null,
  };
}

/** An audit entry of a new payment. */
export function entryOf(entry: Partial<AuditEntry> = {}): AuditEntry {
  return {
    version: 1,
    at: AT,
    actor: "create",
    action: "reserve",
    from_status: null,
    to_status: "pending",
    event_id: null,
    note: null,
    changes: {},
    ...entry,
  };
}

/** A delivery of `payment.succeeded` for the product of the shop, or for another one. */
export function eventOf(
  event: Partial<PaymentEvent> = {},
  { product = "pdt_topup" }: { product?: string } = {},
): PaymentEvent {
  return {
    event_id: "dodo:msg_1",
    provider: "dodo",
    type: "payment.succeeded",
    payload_json: JSON.stringify({
      data: {
        payment_id: "pay_1",
        total_amount: "5950",
        tax: 950,
        currency: "USD",
        product_cart: [{ product_id: product, quantity: 1 }],
      },
    }),
    sync_status: "held",
    sync_error: null,
    payment_id: "pmt_1",
    attempts: 1,
    created_at: AT,
    updated_at: AT,
    ...event,
  };
}

/** A payment that Dodo reports as paid and that is still open here. */
export function driftOf(item: Partial<DriftItem> = {}): DriftItem {
  return {
    kind: "payment",
    reason: "not_settled",
    difference_minor: 5_000,
    since: AT,
    provider: "dodo",
    environment: "test_mode",
    payment_id: "pmt_9",
    topup_id: "tu_9",
    provider_payment_id: "pay_9",
    status: "pending",
    hold_reason: null,
    amount_minor: 5_000,
    net_minor: null,
    refunded_minor: 0,
    disputed: false,
    credits: 500,
    provider_status: "succeeded",
    provider_net_minor: 5_000,
    provider_refunded_minor: 0,
    provider_disputed: false,
    provider_total_minor: 5_950,
    provider_currency: "USD",
    topup_status: "pending",
    topup_usd_cents: 5_000,
    topup_credits: 500,
    ...item,
  };
}

/** The figures of a day of November 2026 on which nothing has happened. */
export function dayOf(number: number, figures: Partial<DaySummary> = {}): DaySummary {
  return {
    day: `2026-11-${String(number).padStart(2, "0")}`,
    topups: {},
    received_minor: 0,
    returned_minor: 0,
    credit_ms: null,
    checkout_ms: null,
    events: {},
    ...figures,
  };
}

/** The figures of the first days of November 2026. */
export function summaryOf(items: DaySummary[] = [dayOf(1), dayOf(2)]): PaymentSummary {
  const [first, last] = [items[0], items.at(-1)];
  return { from: first?.day ?? "", to: last?.day ?? "", by: "day", items };
}
