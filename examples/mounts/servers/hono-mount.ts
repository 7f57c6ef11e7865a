// A shop on Hono, whose payment routes are mounted below a path: `mount` removes `/pay` from the
// path before they see a request, so DOWNCITY_CITY_BASE_URL ends with `/pay`.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { announce, payment, port, shop } from "./shop.ts";

const app = new Hono();
app.mount("/pay/balance", (request) => shop(at("/balance", request)));
app.mount("/pay/topups", (request) => shop(at("/topups", request)));
app.mount("/pay", payment.fetch);

/** The shop's own routes expect these paths. */
function at(path: string, request: Request): Request {
  return new Request(new URL(path, request.url), request);
}

serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, (address) => announce(address, "/pay"));
