import type { Context } from "hono";
import type { EmulatorContext } from "../context.ts";
import { notFound } from "../errors.ts";
import { format } from "../money/amount-text.ts";
import { noticePage } from "./notices.ts";

/** Answers with the customer portal: links to the invoices of the customer's payments. */
export function showPortal(c: Context, { state }: EmulatorContext): Response | Promise<Response> {
  const portal = state.portals.get(c.req.param("token") ?? "");
  if (portal === undefined) throw notFound("portal session");
  const payments = [...state.payments.values()].filter(
    ({ customer }) => customer?.customer_id === portal.customer_id,
  );
  const links = payments.map(({ invoice_url, total_amount, currency, status }) => ({
    href: invoice_url ?? "",
    label: `${format(total_amount, currency)}, ${status ?? "unknown"}`,
  }));
  const back = portal.return_url === null ? [] : [{ href: portal.return_url, label: "Return" }];
  return c.html(
    noticePage({
      sign: "done",
      title: "Customer portal",
      text:
        payments.length === 0
          ? "This customer has no payment."
          : "The payments of this customer, each with its invoice.",
      links: [...back, ...links.filter(({ href }) => href !== "")],
    }),
  );
}
