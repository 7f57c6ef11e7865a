import { Hono } from "hono";
import { html } from "hono/html";
import type { ApiContext } from "./api/call.ts";
import { orderCurrency, orderPrice } from "./charge.ts";
import { DodoError } from "./errors.ts";
import { format } from "./money.ts";
import { payableSession, type PayOutcome } from "./pay.ts";
import type { PaymentResult } from "./payment.ts";
import type { Payment } from "./records.ts";
import { backLink, returnLink } from "./return-link.ts";

type Pay = (session_id: string, outcome: PayOutcome) => Promise<Payment>;
type Markup = ReturnType<typeof html>;

const results: readonly { result: PaymentResult; label: string }[] = [
  { result: "succeeded", label: "Pay" },
  { result: "failed", label: "Card declined" },
  { result: "processing", label: "Bank debit, still processing" },
];

/** The hosted checkout page: no script, every text escaped, a way out for each result. */
export function createPage(context: ApiContext, pay: Pay): (request: Request) => Promise<Response> {
  const { state, settings } = context;
  const page = new Hono();

  page.use(async (c, next) => {
    await next();
    // No form-action: it would also block the redirect to the merchant's return_url.
    c.header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'");
    c.header("referrer-policy", "no-referrer");
    c.header("cache-control", "no-store");
  });

  page.get("/session/:id", (c) => {
    const { session, order } = payableSession(state, settings, c.req.param("id"));
    const product = state.products.get(order.lines[0].product_id);
    const sum = format(orderPrice(order, state.products, settings), orderCurrency(order, state.products));
    const back = backLink(order.cancel_url, settings);
    return c.html(layout("Checkout", html`<p>${product?.name ?? order.lines[0].product_id}</p>
<p><strong>${sum}</strong></p>
<form method="post" action="/session/${session.session_id}/pay">
${results.map(({ result, label }) => html`<button name="result" value="${result}">${label}</button>\n`)}</form>
${back === null ? "" : html`<p><a href="${back}">Back</a></p>`}`));
  });

  page.post("/session/:id/pay", async (c) => {
    const session_id = c.req.param("id");
    const { order } = payableSession(state, settings, session_id);
    const result = readResult(await c.req.parseBody().then((form) => form["result"], () => null));
    const payment = await pay(session_id, { result });
    if (order.return_url === null) return c.html(layout("Done", html`<p>The payment is ${payment.status}.</p>`));
    return c.redirect(returnLink(order.return_url, payment), 303);
  });

  page.notFound((c) => c.html(layout("Not found", html`<p>There is no such page.</p>`), 404));
  page.onError((error, c) => {
    const known = error instanceof DodoError ? error : new DodoError(500, "", "something went wrong");
    const back = known.status === 404 ? null : wayBack(context, c.req.param("id"));
    const message = html`<p>${known.message}</p>${back === null ? "" : html`<p><a href="${back}">Back</a></p>`}`;
    c.status(pageStatus(known.status));
    return c.html(layout("Checkout", message));
  });

  return async (request) => await page.fetch(request);
}

function layout(title: string, body: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · Dodo emulator</title></head>
<body><main><h1>${title}</h1>
${body}
</main></body>
</html>`;
}

function readResult(given: unknown): PaymentResult {
  const found = results.find(({ result }) => result === given);
  if (found === undefined) throw new DodoError(400, "INVALID_REQUEST_PARAMETERS", "result must be succeeded, failed or processing");
  return found.result;
}

function wayBack({ state, settings }: ApiContext, session_id: string | undefined): string | null {
  return backLink(state.sessions.get(session_id ?? "")?.order?.cancel_url ?? null, settings);
}

function pageStatus(status: number): 400 | 404 | 409 | 410 | 500 {
  if (status === 404 || status === 409 || status === 410) return status;
  return status < 500 ? 400 : 500;
}
