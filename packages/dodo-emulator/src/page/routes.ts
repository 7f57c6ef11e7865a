import { type Context, Hono } from "hono";
import type { ApiContext } from "../api/call.ts";
import { orderCurrency, orderPrice } from "../charge.ts";
import { DodoError, refused } from "../errors.ts";
import { format, parse } from "../money.ts";
import { findPayment, findSession, payableSession } from "../pay.ts";
import { checkTotal, type Quote, quoteOrder } from "../quote.ts";
import { backLink, returnLink } from "../return-link.ts";
import type { Session } from "../state.ts";
import { checkoutPage } from "./checkout.ts";
import { setHeaders } from "./layout.ts";
import { noticePage } from "./notices.ts";
import { type Fields, type Problem, readFields, readPayForm } from "./pay-form.ts";
import { payAs, payResult } from "./paying.ts";
import { noticeOf } from "./problems.ts";

type Payable = ReturnType<typeof payableSession>;

/** The hosted checkout page: plain forms without script, every text escaped. */
export function createPage(context: ApiContext): (request: Request) => Promise<Response> {
  const { state, settings } = context;
  const page = new Hono();
  const payable = (c: Context): Payable => payableSession(state, settings, c.req.param("id") ?? "");

  page.use(async (c, next) => {
    await next();
    setHeaders(c, "no-referrer");
  });

  function show(
    c: Context,
    { session, order }: Payable,
    problem: Problem | null = null,
    fields: Fields = {},
  ): Response | Promise<Response> {
    const last = state.payments.get(session.payment_id ?? "");
    const declined = last?.status === "failed";
    const shown =
      problem ?? (declined ? { message: last.error_message ?? "The payment was declined." } : null);
    return c.html(
      checkoutPage({
        context,
        session,
        order,
        quote: quote({ session, order }),
        problem: shown,
        fields,
        declined,
      }),
      problem === null ? 200 : 422,
    );
  }

  function quote({ session, order }: Payable): Quote {
    return quoteOrder(
      order,
      { codes: [...order.discount_codes, ...session.codes], amount: session.amount ?? undefined },
      state,
      settings,
    );
  }

  /** Tries a change of the session; what Dodo would refuse is undone and shown at its field. */
  function attempt(
    c: Context,
    found: Payable,
    field: Problem["field"] & string,
    fields: Fields,
    change: (session: Session) => void,
  ): Response | Promise<Response> {
    const { session } = found;
    const before = { codes: session.codes, amount: session.amount };
    try {
      change(session);
      checkTotal(quote(found));
    } catch (error) {
      Object.assign(session, before);
      if (error instanceof DodoError && error.status === 422)
        return show(c, found, { field, message: error.message }, fields);
      throw error;
    }
    return c.redirect(`/session/${session.session_id}`, 303);
  }

  page.get("/session/:id", (c) => {
    const session = findSession(state, c.req.param("id"));
    const last = state.payments.get(session.payment_id ?? "");
    if (last?.status === "processing" && settings.payments_per_session === "one")
      return c.redirect(waitingRoom(session, last.payment_id), 303);
    return show(c, payable(c));
  });

  page.post("/session/:id/pay", async (c) => {
    const found = payable(c);
    const { session } = found;
    const fields = await readFields(c.req.raw);
    if (fields === null) throw new DodoError(400, "INVALID_REQUEST_BODY", "the body is not a form");
    if (fields["result"] !== undefined || fields["method"] === undefined)
      return leave(c, session, payResult(context, session.session_id, fields["result"]).payment_id);
    const read = readPayForm(fields, found, quote(found).currency, settings.clock.now());
    if ("problem" in read) return await show(c, found, read.problem, fields);
    const { payment, stays } = payAs(context, found, read);
    if (payment.status === "failed")
      return c.redirect(`/session/${session.session_id}#problem`, 303);
    return stays
      ? c.redirect(waitingRoom(session, payment.payment_id), 303)
      : leave(c, session, payment.payment_id);
  });

  page.post("/session/:id/code", async (c) => {
    const found = payable(c);
    const fields = (await readFields(c.req.raw)) ?? {};
    if (!found.order.allow_discount_code)
      throw refused("INVALID_REQUEST_PARAMETERS", "the session does not allow discount codes");
    const code = (fields["code"] ?? "").trim().toUpperCase();
    return await attempt(c, found, "code", fields, (session) => {
      if (fields["do"] === "clear") session.codes = [];
      else if (!session.codes.includes(code)) session.codes = [...session.codes, code];
    });
  });

  page.post("/session/:id/amount", async (c) => {
    const found = payable(c);
    const fields = (await readFields(c.req.raw)) ?? {};
    const currency = orderCurrency(found.order, state.products);
    return await attempt(c, found, "amount", fields, (session) => {
      const amount = parse(fields["amount"] ?? "", currency);
      if (amount === null)
        throw refused(
          "PAY_AS_YOU_WANT_AMOUNT_REQUIRED",
          `Give an amount such as 12.50, in ${currency}.`,
        );
      session.amount = amount;
      orderPrice(found.order, state.products, settings, amount);
    });
  });

  page.post("/session/:id/leave", (c) => {
    const { session } = payable(c);
    if (session.payment_id === null)
      throw new DodoError(409, "NOTHING_TRIED", "nothing was tried yet in this checkout");
    return leave(c, session, session.payment_id);
  });

  page.get("/session/:id/payment/:payment_id", (c) => {
    const session = findSession(state, c.req.param("id"));
    const payment = findPayment(state, c.req.param("payment_id"));
    const { return_url = null, theme } = session.order ?? {};
    if (payment.checkout_session_id !== session.session_id)
      throw refused("NOT_FOUND", "there is no such payment here");
    if (payment.status === "failed")
      return c.redirect(`/session/${session.session_id}#problem`, 303);
    // What the buyer agreed to; the payment itself shows its tax only once it has succeeded.
    const total = state.charges.get(payment.payment_id)?.total ?? payment.total_amount;
    const figure = `${format(total, payment.currency)} · ${payment.payment_id}`;
    if (payment.status !== "processing") {
      if (return_url !== null) return c.redirect(returnLink(return_url, payment), 303);
      return c.html(
        noticePage(
          {
            sign: payment.status === "succeeded" ? "done" : "ended",
            title: `The payment is ${payment.status}`,
            text: "You can close this page.",
            figure,
          },
          theme,
        ),
      );
    }
    // Looks again by itself until the bank, or the tool page, says how it ended.
    c.header("refresh", "3");
    const links =
      return_url === null
        ? []
        : [{ href: returnLink(return_url, payment), label: "Return without waiting" }];
    return c.html(
      noticePage(
        {
          sign: "waiting",
          title: "The payment is processing",
          text: "Your bank has not answered yet. This page moves on as soon as it does; the payment goes on without it.",
          figure,
          links,
        },
        theme,
      ),
    );
  });

  /** Back to the merchant, or to the page that says how it went if there is no way back. */
  function leave(c: Context, session: Session, payment_id: string): Response {
    const return_url = session.order?.return_url ?? null;
    return c.redirect(
      return_url === null
        ? waitingRoom(session, payment_id)
        : returnLink(return_url, findPayment(state, payment_id)),
      303,
    );
  }

  page.notFound((c) =>
    c.html(noticePage(noticeOf(new DodoError(404, "NOT_FOUND", ""), null)), 404),
  );
  page.onError((error, c) => {
    const { status, notice, theme } = answerTo(error, c.req.param("id"));
    c.status(status);
    return c.html(noticePage(notice, theme));
  });

  function answerTo(
    error: unknown,
    id = "",
  ): {
    status: 400 | 404 | 409 | 410 | 500;
    notice: ReturnType<typeof noticeOf>;
    theme: "light" | "dark" | "system" | undefined;
  } {
    const known = error instanceof DodoError ? error : new DodoError(500, "", "");
    const order = state.sessions.get(id)?.order ?? null;
    return {
      status: pageStatus(known.status),
      notice: noticeOf(known, backLink(order?.cancel_url ?? null, settings)),
      theme: order?.theme,
    };
  }

  return async (request) => await page.fetch(request);
}

function waitingRoom({ session_id }: Session, payment_id: string): string {
  return `/session/${session_id}/payment/${payment_id}`;
}

function pageStatus(status: number): 400 | 404 | 409 | 410 | 500 {
  if (status === 404 || status === 409 || status === 410) return status;
  return status < 500 ? 400 : 500;
}
