/** A matching topup, payment, report and credit, and the verdict on changed ones. */
import type { Topup } from "../src/core/host.ts";
import type { HoldReason, Payment } from "../src/core/payment.ts";
import type { Report } from "../src/core/report.ts";
import type { Credit } from "../src/core/storage-records.ts";
import { verdict, type Evidence, type Verdict } from "../src/core/verdict.ts";

/**
 * Judges a payment of 5,000 cents by a report that 5,413 with 413 of tax were paid, with these
 * changes.
 */
export function judge(
  report: Partial<Report> = {},
  payment: Partial<Payment> = {},
  rest: Partial<Evidence> = {},
): Verdict {
  return verdict({
    payment: { ...PAYMENT, ...payment },
    report: { ...REPORT, ...report },
    topup: TOPUP,
    credit: null,
    conversion_tolerance_bps: 0,
    ...rest,
  });
}

/** The verdict that the payment matches, with this net. */
export const match = (net_minor: number): Verdict => ({ kind: "match", net_minor });

/** The verdict that the payment is held for this reason. */
export const mismatch = (reason: HoldReason, net_minor: number | null): Verdict => ({
  kind: "mismatch",
  reason,
  net_minor,
});

/** Returns the matching topup with these changes. */
export function topup(fields: Partial<Topup>): Topup {
  return { ...TOPUP, ...fields };
}

/** Returns a credit of another payment with these changes. */
export function credit(fields: Partial<Credit>): Credit {
  return {
    topup_id: "tu_1",
    payment_id: "pmt_2",
    state: "claimed",
    fence: 1,
    holder: "wr_1",
    mode: "guarded",
    live: false,
    ...fields,
  };
}

const TOPUP: Topup = {
  topup_id: "tu_1",
  user_id: "ada",
  credits: 500,
  usd_cents: 5_000,
  status: "pending",
};

/** A payment of 5,000 cents that the verdict is about. */
export const PAYMENT: Payment = {
  payment_id: "pmt_1",
  provider: "dodo",
  environment: "test_mode",
  business_id: "bus_1",
  topup_id: "tu_1",
  user_id: "ada",
  credits: 500,
  amount_minor: 5_000,
  currency: "USD",
  product_id: "pdt_1",
  tax_inclusive: false,
  attempt: 1,
  provider_session_id: "cks_1",
  provider_payment_id: null,
  provider_order_id: null,
  checkout_url: "https://test.checkout.dodopayments.com/session/cks_1",
  ref: "ref_1",
  return_to: null,
  expires_at: null,
  status: "pending",
  hold_reason: null,
  released: false,
  accepted_usd_cents: null,
  accepted_credits: null,
  accepted_user_id: null,
  provider_status: null,
  net_minor: null,
  refunded_minor: 0,
  disputed: false,
  dispute_status: null,
  invoice_url: null,
  unconfirmed_since: null,
  next_check_at: null,
  checked_at: null,
  answered_at: null,
  attempts: 0,
  version: 1,
  write_id: "wr_1",
  created_at: 0,
  updated_at: 0,
};

/** A report that the payment succeeded, with 5,000 cents net of tax. */
export const REPORT: Report = {
  source: "api",
  provider_payment_id: "pay_1",
  provider_session_id: "cks_1",
  provider_order_id: null,
  our_payment_id: "pmt_1",
  business_id: "bus_1",
  environment: "test_mode",
  status: "succeeded",
  provider_status: "succeeded",
  currency: "USD",
  total_minor: 5_413,
  tax_minor: 413,
  settlement_currency: "USD",
  settlement_minor: 5_413,
  settlement_tax_minor: 413,
  lines: [{ product_id: "pdt_1", quantity: 1 }],
  subscription: false,
  discounted: false,
  refunded: false,
  refund_sum_minor: 0,
  disputed: false,
  reversals_known: true,
  dispute_status: null,
  dispute_lost_minor: 0,
  reversals: [],
  invoice_url: null,
  created_at: null,
};
