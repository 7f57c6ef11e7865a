import type { Context } from "hono";
import type { EmulatorContext } from "../context.ts";
import { refused } from "../errors.ts";
import { isDeclined } from "../ledger/declined.ts";
import { findPayment } from "../ledger/payment.ts";
import type { Payment } from "../ledger/records.ts";
import { findSession } from "../ledger/payable-session.ts";
import type { Session } from "../ledger/session.ts";
import { format } from "../money/amount-text.ts";
import { type Notice, noticePage } from "./notices.ts";
import { returnLink } from "./return-link.ts";

/** Returns the path of the page that shows how one payment ended, or that it is processing. */
export function paymentPath({ session_id }: Session, payment_id: string): string {
  return `/session/${session_id}/payment/${payment_id}`;
}

/** Returns a path of the checkout page that scrolls to the reason of a decline. */
export function problemPath({ session_id }: Session): string {
  return `/session/${session_id}#problem`;
}

/**
 * Answers with the page of one payment. While the payment is processing, the page reloads every 3
 * seconds. After a decline, redirects to the checkout page. After any other result, redirects to
 * the order's `return_url`. If the order has none, shows the result.
 */
export function showPayment(c: Context, { state }: EmulatorContext): Response | Promise<Response> {
  const session = findSession(state, c.req.param("id") ?? "");
  const payment = findPayment(state, c.req.param("payment_id") ?? "");
  if (payment.checkout_session_id !== session.session_id)
    throw refused("NOT_FOUND", "there is no such payment here");
  if (isDeclined(payment)) return c.redirect(problemPath(session), 303);
  const { return_url = null, theme } = session.order ?? {};
  // If `unfinished_payments` is `sparse`, the payment's own total lacks the tax until the payment
  // has succeeded. So the total of the charge is shown.
  const total = state.charges.get(payment.payment_id)?.total ?? payment.total_amount;
  const figure = `${format(total, payment.currency)} · ${payment.payment_id}`;
  const link = return_url === null ? null : returnLink(return_url, payment);
  if (payment.status !== "processing")
    return link === null
      ? c.html(noticePage(endedNotice(payment, figure), theme))
      : c.redirect(link, 303);
  c.header("refresh", "3");
  return c.html(noticePage(waitingNotice(figure, link), theme));
}

function endedNotice({ status }: Payment, figure: string): Notice {
  return {
    sign: status === "succeeded" ? "done" : "ended",
    title: `The payment is ${status}`,
    text: "You can close this page.",
    figure,
  };
}

function waitingNotice(figure: string, link: string | null): Notice {
  return {
    sign: "waiting",
    title: "The payment is processing",
    text: "Your bank has not answered yet. This page moves on as soon as it does; the payment goes on without it.",
    figure,
    links: link === null ? [] : [{ href: link, label: "Return without waiting" }],
  };
}
