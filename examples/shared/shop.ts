// The shop that every example mounts: three packs, a balance, and the payment routes beside them.
import { readFileSync } from "node:fs";
import type { Identity, PaymentService } from "@x/payment-server";
import type { Ledger } from "./ledger.ts";

/** What is sold: the price is the shop's, never the browser's. */
const PACKS: Record<string, { credits: number; usd_cents: number }> = {
  small: { credits: 500, usd_cents: 500 },
  medium: { credits: 2_200, usd_cents: 2_000 },
  large: { credits: 6_000, usd_cents: 5_000 },
};

const FILES: Record<string, { type: string; name: string }> = {
  "/": { type: "text/html; charset=utf-8", name: "page.html" },
  "/page.css": { type: "text/css; charset=utf-8", name: "page.css" },
  "/page.js": { type: "text/javascript; charset=utf-8", name: "page.js" },
};

const HEADERS = {
  "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/** Who sends a request. A real shop looks the session up; here the cookie is the user. */
export function sessionOf(request: Request): Identity | null {
  const user_id = /(?:^|; )user=([a-z0-9-]{1,40})(?:;|$)/.exec(request.headers.get("cookie") ?? "")?.[1];
  return user_id === undefined ? null : { user_id, admin: user_id === "admin" };
}

/** `GET /`, `POST /topups { pack }`, `GET /balance`; everything else goes to the payment routes. */
export function createShop(ledger: Ledger, payment: PaymentService): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const file = FILES[pathname];
    if (file !== undefined && request.method === "GET") return page(request, file);
    const user_id = sessionOf(request)?.user_id;
    if (pathname === "/balance") return user_id === undefined ? signIn() : Response.json({ credits: ledger.balanceOf(user_id) }, { headers: HEADERS });
    if (pathname !== "/topups" || request.method !== "POST") return await payment.fetch(request);
    if (user_id === undefined) return signIn();
    const body: unknown = await request.json().catch(() => null);
    const pack = PACKS[String(Reflect.get(Object(body), "pack"))];
    if (pack === undefined) return Response.json({ error: "There is no such pack.", code: "unknown_pack" }, { status: 400, headers: HEADERS });
    return Response.json({ topup_id: ledger.createTopup(user_id, pack.credits, pack.usd_cents) }, { headers: HEADERS });
  };
}

function page(request: Request, file: { type: string; name: string }): Response {
  const headers = new Headers({ ...HEADERS, "content-type": file.type });
  if (sessionOf(request) === null) headers.append("set-cookie", "user=ada; Path=/; HttpOnly; SameSite=Lax");
  return new Response(readFileSync(new URL(file.name, import.meta.url), "utf8"), { headers });
}

function signIn(): Response {
  return Response.json({ error: "Sign in first.", code: "unauthorized" }, { status: 401, headers: HEADERS });
}
