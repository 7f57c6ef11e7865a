/** Payments of the till as reports, and as entries of the list of recent payments. */
import type { RecentPayment, Report, ReportStatus } from "../src/index.ts";
import type { TillPayment } from "./till-api.ts";

/** The status for each state of the till; any other state is `unknown`. */
export const STATES: ReadonlyMap<string, ReportStatus> = new Map(
  Object.entries({ SETTLED: "succeeded", IN_TRANSIT: "processing", REFUSED: "failed" }),
);

/** The report of a payment. Tax is inside the price, and the till knows no currency but USD. */
export function toReport(paid: TillPayment, source: Report["source"]): Report {
  const { payment, order, state, item, note, returned, contested } = paid;
  const our_payment_id = /^pmt_[A-Za-z0-9_-]{22}$/.test(note ?? "") ? note : null;
  return {
    source,
    ...{
      provider_payment_id: payment,
      provider_session_id: order,
      provider_order_id: null,
      our_payment_id,
      business_id: null,
      environment: "test_mode",
    },
    ...{
      status: STATES.get(state) ?? "unknown",
      provider_status: state,
      currency: "USD",
      total_minor: paid.cents,
      tax_minor: 0,
    },
    ...{
      settlement_currency: null,
      settlement_minor: null,
      settlement_tax_minor: null,
      subscription: false,
      discounted: false,
    },
    lines: item === null ? null : [{ product_id: item, quantity: 1 }],
    ...{
      refunded: returned > 0,
      refund_sum_minor: returned,
      disputed: contested,
      dispute_status: contested ? ("open" as const) : null,
      dispute_lost_minor: 0,
    },
    reversals: [
      ...(returned > 0 ? [{ kind: "refund", id: null, state: "returned" } as const] : []),
      ...(contested ? [{ kind: "dispute", id: null, state: "open" } as const] : []),
    ],
    ...{ reversals_known: true, invoice_url: null },
    created_at: paid.at,
  };
}

/** The entry of the list; none for a payment that does not name one of ours. */
export function toRecent(report: Report): RecentPayment[] {
  const {
    provider_payment_id,
    our_payment_id,
    status,
    total_minor,
    refund_sum_minor,
    dispute_status,
    created_at,
  } = report;
  if (our_payment_id === null) return [];
  const some = refund_sum_minor === total_minor ? "full" : "partial";
  return [
    {
      provider_payment_id,
      our_payment_id,
      our_topup_id: null,
      succeeded: status === "succeeded",
      refunded: refund_sum_minor === 0 ? "none" : some,
      dispute_status,
      created_at,
    },
  ];
}
