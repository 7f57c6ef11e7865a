// The shop's own routes, on any runtime: the balance, topups, and the form for browsers without
// JavaScript.
import type { Identity, PaymentService } from "@x/payment-server";
import { HEADERS, isOwnPage, PAGE_HEADERS } from "./policy.ts";

/** The shop's topups and balances, in any database. */
export interface Books {
  createTopup(user_id: string, credits: number, usd_cents: number): Promise<string> | string;
  balanceOf(user_id: string): Promise<number> | number;
}

/** Answers a request, or returns `null` if the shop has no such route. */
export type Answer = (request: Request) => Promise<Response | null>;

/** A price and what it buys. */
interface Price {
  credits: number;
  usd_cents: number;
}

/** The packs on sale. The server knows the price; the browser sends only the name of a pack. */
export const PACKS: ReadonlyMap<string, Price> = new Map([
  ["small", { credits: 500, usd_cents: 500 }],
  ["medium", { credits: 2_200, usd_cents: 2_000 }],
  ["large", { credits: 6_000, usd_cents: 5_000 }],
]);
const RECOMMENDED = "medium";

/** The bounds of an amount of the buyer's own. The server checks them and computes the credits. */
const OWN_AMOUNT = { min_usd_cents: 500, max_usd_cents: 50_000, credits_per_usd: 100 };

/** Returns what `<dodo-topup-packs>` shows: what is sold, and the balance. */
export function offerOf(balance: number): object {
  const packs = [...PACKS].map(([id, price]) =>
    id === RECOMMENDED ? { id, ...price, recommended: true } : { id, ...price },
  );
  return { balance, packs, own_amount: OWN_AMOUNT };
}

/** Returns the price of what the browser asks for, or `null` if that is not sold. */
function priceOf(choice: unknown): Price | null {
  const { pack, usd_cents } = Object(choice) as { pack?: unknown; usd_cents?: unknown };
  if (typeof pack === "string") return PACKS.get(pack) ?? null;
  const { min_usd_cents, max_usd_cents, credits_per_usd } = OWN_AMOUNT;
  if (typeof usd_cents !== "number" || !Number.isSafeInteger(usd_cents)) return null;
  if (usd_cents < min_usd_cents || usd_cents > max_usd_cents) return null;
  return { usd_cents, credits: Math.floor((usd_cents * credits_per_usd) / 100) };
}

/** Returns who sends a request. A real shop looks its session up; here the cookie is the user. */
export function sessionOf(request: { headers: Pick<Headers, "get"> }): Identity | null {
  const user_id = /(?:^|; )user=([a-z0-9-]{1,40})(?:;|$)/.exec(
    request.headers.get("cookie") ?? "",
  )?.[1];
  return user_id === undefined ? null : { user_id, admin: user_id === "admin" };
}

/**
 * Creates the routes `GET /balance`, `GET /topups`, `POST /topups { pack }` or `{ usd_cents }`, and
 * `POST /buy`, the target of the plain form, which answers with `no_checkout` if no checkout can be
 * opened.
 */
export function createRoutes(
  books: Books,
  payment: Pick<PaymentService, "fetch">,
  no_checkout: (status: number) => Response,
): Answer {
  const createTopup = async (user_id: string, choice: unknown): Promise<string | null> => {
    const price = priceOf(choice);
    return price && (await books.createTopup(user_id, price.credits, price.usd_cents));
  };

  const routes: Record<string, (user_id: string, request: Request) => Promise<Response>> = {
    "GET /balance": async (user_id) =>
      Response.json({ credits: await books.balanceOf(user_id) }, { headers: HEADERS }),

    "GET /topups": async (user_id) =>
      Response.json(offerOf(await books.balanceOf(user_id)), { headers: HEADERS }),

    "POST /topups": async (user_id, request) => {
      const body: unknown = await request.json().catch(() => null);
      const topup_id = await createTopup(user_id, body);
      return topup_id === null
        ? refuse(400, "unknown_pack", "There is no such pack, and no topup of this amount.")
        : Response.json({ topup_id }, { headers: HEADERS });
    },

    /** Does what the button does, for browsers without JavaScript. */
    "POST /buy": async (user_id, request) => {
      const pack = new URLSearchParams(await request.text()).get("pack");
      const topup_id = await createTopup(user_id, { pack });
      if (topup_id === null) return no_checkout(400);
      const created = await payment.fetch(createRequest(request, topup_id));
      const { checkout_url } = (await created.json()) as { checkout_url?: string };
      return checkout_url === undefined
        ? no_checkout(created.status)
        : new Response(null, { status: 303, headers: { ...PAGE_HEADERS, location: checkout_url } });
    },
  };

  return async (request) => {
    const route = routes[`${request.method} ${new URL(request.url).pathname}`];
    if (route === undefined) return null;
    if (request.method === "POST" && !isOwnPage(request))
      return refuse(403, "forbidden_origin", "Only the shop's own page may do that.");
    const user_id = sessionOf(request)?.user_id;
    return user_id === undefined
      ? refuse(401, "unauthorized", "Sign in first.")
      : await route(user_id, request);
  };
}

/**
 * Passes the cookie and the origin of the buyer's request on to the payment routes, which check
 * both.
 */
function createRequest(from: Request, topup_id: string): Request {
  const { cookie = "", origin = "" } = Object.fromEntries(from.headers);
  const headers = { cookie, origin, "content-type": "application/json" };
  return new Request(new URL("/v1/payment/checkout/create", from.url), {
    method: "POST",
    headers,
    body: JSON.stringify({ topup_id, method_id: "dodo", return_to: "/" }),
  });
}

function refuse(status: number, code: string, error: string): Response {
  return Response.json({ error, code }, { status, headers: HEADERS });
}
