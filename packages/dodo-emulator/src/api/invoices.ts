import type { EmulatorContext } from "../context.ts";
import { notFound } from "../errors.ts";
import { findPayment } from "../ledger/payment.ts";
import { format } from "../money/amount-text.ts";
import type { ApiCall } from "./call.ts";
import { pdfOf } from "./pdf.ts";

/**
 * Answers `GET /invoices/payments/{id}` with a PDF. As at Dodo, no API key is needed (OpenAPI 1.86
 * has no `security` for this route), so a browser can open the `invoice_url` of a payment.
 */
export function readInvoice({ id }: ApiCall, { state, settings }: EmulatorContext): Response {
  const payment = findPayment(state, id);
  if (!payment.invoice_id) throw notFound(`invoice of payment ${id}`);
  const money = (amount: number): string => format(amount, payment.currency);
  const tax = payment.tax ?? 0;
  const lines = [
    `${settings.business_name}: invoice ${payment.invoice_id}`,
    "Made by the Dodo emulator. No money was paid.",
    "",
    `Payment ${payment.payment_id}, ${payment.status ?? "unknown"}`,
    `Date ${payment.created_at.slice(0, 10)}`,
    `Customer ${payment.customer?.email ?? "unknown"}`,
    "",
    ...(payment.product_cart ?? []).map(({ product_id, quantity }) => {
      return `${quantity} x ${state.products.get(product_id)?.name ?? product_id}`;
    }),
    `Net ${money(payment.total_amount - tax)}`,
    `Tax ${money(tax)}`,
    `Total ${money(payment.total_amount)}`,
  ];
  return new Response(pdfOf(lines), {
    headers: {
      "content-type": "application/pdf",
      "content-disposition": `inline; filename="${payment.invoice_id}.pdf"`,
    },
  });
}
