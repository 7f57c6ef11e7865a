// A shop on one of Dodo's official adapters, used as its README shows. Run it as
// `node --import @x/dodo-emulator/register server.ts express`.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import {
  checkoutHandler as ExpressCheckout,
  Webhooks as ExpressWebhooks,
} from "@dodopayments/express";
import { Checkout as HonoCheckout, Webhooks as HonoWebhooks } from "@dodopayments/hono";
import { checkout, dodopayments, webhooks } from "@dodopayments/better-auth";
import type * as NextAdapter from "@dodopayments/nextjs";
import { getRequestListener } from "@hono/node-server";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import DodoPayments from "dodopayments";
import express from "express";
import { Hono } from "hono";

/** The events that the adapter's handler was called with, as `<type> <payment id>`. */
const heard: string[] = [];
const bearerToken = process.env["DODO_PAYMENTS_API_KEY"] ?? "";
const webhookKey = process.env["DODO_PAYMENTS_WEBHOOK_KEY"] ?? "";
const returnUrl = "http://shop.example/back";
const config = { bearerToken, environment: "test_mode", returnUrl, type: "session" } as const;
const onPayload = async ({ type, data }: { type: string; data: object }): Promise<void> => {
  heard.push(`${type} ${"payment_id" in data ? String(data.payment_id) : ""}`);
};

type Listener = Parameters<typeof createServer>[1];

function onExpress(): Listener {
  const app = express();
  app.use(express.json());
  app.post("/checkout", ExpressCheckout(config));
  app.post("/webhook", ExpressWebhooks({ webhookKey, onPayload }));
  return app;
}

function onHono(): Listener {
  const app = new Hono();
  app.post("/checkout", HonoCheckout(config));
  app.post("/webhook", HonoWebhooks({ webhookKey, onPayload }));
  return getRequestListener(app.fetch);
}

function onNext(): Listener {
  // Its entry for `import` does not load outside of a bundler: `__dirname is not defined`.
  const { Checkout, Webhooks }: typeof NextAdapter = createRequire(import.meta.url)(
    "@dodopayments/nextjs",
  );
  const routes: Record<string, (request: never) => Promise<Response>> = {
    "/checkout": Checkout(config),
    "/webhook": Webhooks({ webhookKey, onPayload }),
  };
  return getRequestListener(
    async (request) =>
      (await routes[new URL(request.url).pathname]?.(request as never)) ??
      new Response(null, { status: 404 }),
  );
}

function onBetterAuth(): Listener {
  const baseURL = process.env["ADAPTER_BASE_URL"];
  const client = new DodoPayments(
    baseURL ? { bearerToken, baseURL } : { bearerToken, environment: "test_mode" },
  );
  const auth = betterAuth({
    baseURL: "http://127.0.0.1",
    secret: "a secret of thirty-two characters",
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    plugins: [
      dodopayments({
        client,
        createCustomerOnSignUp: false,
        use: [checkout({ successUrl: returnUrl }), webhooks({ webhookKey, onPayload })],
      }),
    ],
  });
  const paths: Record<string, string> = {
    "/checkout": "/api/auth/dodopayments/checkout-session",
    "/webhook": "/api/auth/dodopayments/webhooks",
  };
  return getRequestListener(async (request) => {
    const path = paths[new URL(request.url).pathname];
    if (path === undefined) return new Response(null, { status: 404 });
    const { method, headers } = request;
    const body = await request.text();
    return await auth.handler(new Request(`http://127.0.0.1${path}`, { method, headers, body }));
  });
}

const adapters: Record<string, () => Listener> = {
  express: onExpress,
  hono: onHono,
  nextjs: onNext,
  "better-auth": onBetterAuth,
};

const listener = adapters[process.argv[2] ?? ""]?.();
if (listener === undefined) throw new Error(`choose one of ${Object.keys(adapters).join(", ")}`);
createServer((request, response) => {
  if (request.url === "/heard") response.end(JSON.stringify(heard));
  else listener(request, response);
}).listen(Number(process.env["PORT"]), "127.0.0.1", () => console.log("listening"));
