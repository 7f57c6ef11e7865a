// The shop's own routes, which a real application has already.
import { createRoutes } from "@x/example-shared/routes";
import { ledger, payment } from "./payment.ts";

const routes = createRoutes(
  {
    createTopup: (user_id, credits, usd_cents) => ledger().createTopup(user_id, credits, usd_cents),
    balanceOf: (user_id) => ledger().balanceOf(user_id),
  },
  payment,
  (status) => new Response(null, { status }),
);

/** Answers `/balance` and `/topups`, with the prefix of the framework or without it. */
export async function shop(request: Request): Promise<Response> {
  const { method, headers } = request;
  const url = new URL(request.url);
  const path = url.pathname.replace(/^\/shop(?=\/)/, "").replace(/\/$/, "");
  const body = method === "POST" ? await request.text() : null;
  const own = new Request(new URL(path, url), { method, headers, body });
  return (await routes(own)) ?? new Response("There is no such page.", { status: 404 });
}
