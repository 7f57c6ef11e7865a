// What the handlers that the adapters' documentation shows would do to a balance. The adapters are
// unchanged; the handlers are ours, after the documentation: they credit when they are called.
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { Webhooks as ExpressWebhooks } from "@dodopayments/express";
import { Webhooks as HonoWebhooks } from "@dodopayments/hono";
import type * as NextAdapter from "@dodopayments/nextjs";
import { createDodoEmulator, wouldItCreditTwice } from "@x/dodo-emulator";
import express from "express";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";

const webhookKey = createDodoEmulator().webhook_key;
type Handle = (request: Request) => Response | Promise<Response>;

/** Creates the handler of an adapter, and the balance that it credits. */
function shopOn(adapt: (onPaymentSucceeded: () => Promise<void>) => Handle) {
  let credits = 0;
  const handle = adapt(async () => void (credits += 5000));
  return { handle, balance: () => credits };
}

const next: typeof NextAdapter = createRequire(import.meta.url)("@dodopayments/nextjs");
const adapters: Record<string, Parameters<typeof shopOn>[0]> = {
  hono(onPaymentSucceeded) {
    const app = new Hono();
    app.post("/webhook", HonoWebhooks({ webhookKey, onPaymentSucceeded }));
    return (request) => app.fetch(request);
  },
  nextjs(onPaymentSucceeded) {
    const handle = next.Webhooks({ webhookKey, onPaymentSucceeded });
    return (request) => handle(request as Parameters<typeof handle>[0]);
  },
  express(onPaymentSucceeded) {
    const app = express().use(express.json());
    app.post("/webhook", ExpressWebhooks({ webhookKey, onPaymentSucceeded }));
    const server = createServer(app).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    return async ({ headers, body }) => {
      if (!server.listening) await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/webhook`;
      return await fetch(url, { method: "POST", headers, body: await new Response(body).text() });
    };
  },
};

test.each(Object.keys(adapters))("%s: its documented handler would credit twice", async (name) => {
  const { handle, balance } = shopOn(adapters[name] ?? expect.unreachable());
  const { sound, twice, lost, unpaid } = await wouldItCreditTwice(handle, { balance });
  expect(sound).toBe(false);
  expect(twice.map(({ sentence }) => sentence)).toEqual([
    "if the same delivery arrives twice at the same time, it is credited more than once",
    "if the same delivery arrives again after it was answered, it is credited more than once",
    "if the same payment arrives under another webhook-id, it is credited more than once",
  ]);
  expect(unpaid.map(({ sentence }) => sentence)).toEqual(
    expect.arrayContaining([
      "if only a fifth of the price was paid, more is credited than was paid",
      "if the payment was refunded before its delivery arrives, more is credited than was paid",
    ]),
  );
  expect(lost.map(({ sentence }) => sentence)).toEqual(
    name === "express" ? [expect.stringContaining("the body has spaces")] : [],
  );
});
