import { type Context, Hono } from "hono";
import type { EmulatorContext } from "../context.ts";
import { findSession } from "../ledger/payable-session.ts";
import { showError, showNotFound } from "./error-page.ts";
import { setHeaders } from "./layout.ts";
import { pay, stopTrying } from "./pay-route.ts";
import { paymentPath, showPayment } from "./payment-page.ts";
import { showPortal } from "./portal.ts";
import { changeAmount, changeCodes } from "./session-changes.ts";
import { payableOf, showCheckout } from "./session-view.ts";

/**
 * Creates the handler of the pages that Dodo hosts: checkout, payment and customer portal. They are
 * plain HTML without script.
 */
export function createPage(context: EmulatorContext): (request: Request) => Promise<Response> {
  const page = new Hono();
  page.use(async (c, next) => {
    await next();
    setHeaders(c, "no-referrer");
  });
  page.get("/session/portal/:token", (c) => showPortal(c, context));
  page.get("/session/:id", (c) => showSession(c, context));
  page.get("/:link", (c) => {
    const session_id = context.state.links.get(c.req.path.slice(1));
    return session_id === undefined ? showNotFound(c) : c.redirect(`/session/${session_id}`, 303);
  });
  page.get("/session/:id/payment/:payment_id", (c) => showPayment(c, context));
  page.post("/session/:id/pay", (c) => pay(c, context));
  page.post("/session/:id/code", (c) => changeCodes(c, context));
  page.post("/session/:id/amount", (c) => changeAmount(c, context));
  page.post("/session/:id/leave", (c) => stopTrying(c, context));
  page.notFound(showNotFound);
  page.onError((error, c) => showError(error, c, context));
  return async (request) => await page.fetch(request);
}

/**
 * Answers with a session's checkout page. If the session can be paid only once and its payment is
 * processing, redirects to the page of the payment.
 */
function showSession(c: Context, context: EmulatorContext): Response | Promise<Response> {
  const { state, settings } = context;
  const session = findSession(state, c.req.param("id") ?? "");
  const last = state.payments.get(session.payment_id ?? "");
  if (last?.status === "processing" && settings.payments_per_session === "one")
    return c.redirect(paymentPath(session, last.payment_id), 303);
  return showCheckout(c, context, payableOf(c, context));
}
