// The shop that every example mounts: three packs, a balance, and the payment routes beside them.
import type { Identity, PaymentService } from "@x/payment-server";
import { fileAt, pageNamed } from "./files.ts";
import type { Ledger } from "./ledger.ts";
import { HEADERS, isOwnPage, PAGE_HEADERS } from "./policy.ts";

/** What is sold: the price is the shop's, never the browser's. */
const PACKS: Record<string, { credits: number; usd_cents: number }> = {
  small: { credits: 500, usd_cents: 500 },
  medium: { credits: 2_200, usd_cents: 2_000 },
  large: { credits: 6_000, usd_cents: 5_000 },
};

/** Whoever comes for the first time. */
const VISITOR = "ada";

/** Who sends a request. A real shop looks the session up; here the cookie is the user. */
export function sessionOf(request: Request): Identity | null {
  const user_id = /(?:^|; )user=([a-z0-9-]{1,40})(?:;|$)/.exec(request.headers.get("cookie") ?? "")?.[1];
  return user_id === undefined ? null : { user_id, admin: user_id === "admin" };
}

/** `GET /`, `GET /balance`, `POST /topups { pack }`, `POST /buy` of the plain form; everything else goes to the payment routes. */
export function createShop(ledger: Ledger, payment: PaymentService): (request: Request) => Promise<Response> {
  const createTopup = (user_id: string, name: unknown): string | undefined => {
    const pack = PACKS[String(name)];
    return pack && ledger.createTopup(user_id, pack.credits, pack.usd_cents);
  };

  const routes: Record<string, (user_id: string, request: Request) => Promise<Response>> = {
    "GET /balance": async (user_id) => Response.json({ credits: ledger.balanceOf(user_id) }, { headers: HEADERS }),

    "POST /topups": async (user_id, request) => {
      const body: unknown = await request.json().catch(() => null);
      const topup_id = createTopup(user_id, Reflect.get(Object(body), "pack"));
      return topup_id === undefined ? refuse(400, "unknown_pack", "There is no such pack.") : Response.json({ topup_id }, { headers: HEADERS });
    },

    /** What the button does, for a browser without JavaScript. */
    "POST /buy": async (user_id, request) => {
      const topup_id = createTopup(user_id, new URLSearchParams(await request.text()).get("pack"));
      if (topup_id === undefined) return html(400, pageNamed("no-checkout.html"));
      const created = await payment.fetch(createRequest(request, topup_id));
      const { checkout_url } = (await created.json()) as { checkout_url?: string };
      if (checkout_url === undefined) return html(created.status, pageNamed("no-checkout.html"));
      return new Response(null, { status: 303, headers: { ...PAGE_HEADERS, location: checkout_url } });
    },
  };

  return async (request) => {
    const { pathname } = new URL(request.url);
    const user_id = sessionOf(request)?.user_id;
    if (request.method === "GET" && pathname === "/") return shopPage(ledger.balanceOf(user_id ?? VISITOR), user_id === undefined);
    const file = request.method === "GET" ? fileAt(pathname, PAGE_HEADERS) : undefined;
    if (file !== undefined) return file;
    const route = routes[`${request.method} ${pathname}`];
    if (route === undefined) return await payment.fetch(request);
    if (request.method === "POST" && !isOwnPage(request)) return refuse(403, "forbidden_origin", "Only the shop's own page may do that.");
    return user_id === undefined ? refuse(401, "unauthorized", "Sign in first.") : await route(user_id, request);
  };
}

/** The balance is in it from the start: nothing moves when a script asks again, and nothing is missing without one. */
function shopPage(credits: number, new_here: boolean): Response {
  const page = html(200, pageNamed("page.html").replace("{credits}", credits.toLocaleString("en")));
  if (new_here) page.headers.append("set-cookie", `user=${VISITOR}; Path=/; HttpOnly; SameSite=Lax`);
  return page;
}

/** The same buyer, from the same page, to the payment routes, which look at both themselves. */
function createRequest(from: Request, topup_id: string): Request {
  const { cookie = "", origin = "" } = Object.fromEntries(from.headers);
  const headers = { cookie, origin, "content-type": "application/json" };
  return new Request(new URL("/v1/payment/checkout/create", from.url), { method: "POST", headers, body: JSON.stringify({ topup_id, method_id: "dodo", return_to: "/" }) });
}

function html(status: number, body: string): Response {
  return new Response(body, { status, headers: { ...PAGE_HEADERS, "content-type": "text/html; charset=utf-8" } });
}

function refuse(status: number, code: string, error: string): Response {
  return Response.json({ error, code }, { status, headers: HEADERS });
}
