import { html } from "hono/html";
import type { Payment } from "dodopayments/resources/payments";
import { isDeclined } from "../ledger/declined.ts";
import { format } from "../money/amount-text.ts";
import type { Markup } from "../page/layout.ts";
import { button, card, field, timeOf } from "./parts.ts";

/** Renders a payment with buttons for what the bank, the merchant and the buyer can do with it. */
export function paymentCard(payment: Payment): Markup {
  const { payment_id, currency, refund_status } = payment;
  const dispute = payment.disputes?.at(-1);
  const facts = [
    format(Number(payment.total_amount) || 0, currency),
    payment.customer?.email,
    timeOf(Date.parse(payment.created_at)),
    payment.error_code,
    refund_status === null || refund_status === undefined ? null : `refunded: ${refund_status}`,
    dispute === undefined ? null : dispute.dispute_status,
  ];
  return card({
    id: payment_id,
    title: payment_id,
    state: payment.status ?? "unknown",
    text: facts.filter((part) => part !== null && part !== undefined && part !== "").join(" · "),
    actions: paymentActions(payment),
  });
}

function paymentActions(payment: Payment): Markup | "" {
  const { payment_id, status } = payment;
  if (isDeclined(payment) || status === "cancelled") return "";
  if (status !== "succeeded")
    return html`${button("succeed", payment_id, "Finish: succeeded")}${button("fail", payment_id, "Finish: failed")}`;
  const open = (payment.refunds ?? []).find((refund) => refund.status === "pending");
  const dispute = payment.disputes?.at(-1)?.dispute_status;
  const pending =
    open === undefined ? "" : button("finish-refund", open.refund_id, "Finish the refund");
  const refund =
    payment.refund_status === "full" || open !== undefined
      ? ""
      : button("refund", payment_id, "Refund", field("Amount, or all", "amount", ""));
  const disputing =
    dispute === "dispute_opened"
      ? html`${button("dispute-won", payment_id, "Dispute won")}${button("dispute-lost", payment_id, "Dispute lost")}`
      : "";
  const opening =
    dispute === undefined
      ? html`${button("dispute", payment_id, "Dispute")}${button("rdr", payment_id, "Lost by RDR")}`
      : "";
  return html`${refund}${pending}${opening}${disputing}`;
}
