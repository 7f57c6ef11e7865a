// What `wouldItCreditTwice` says about a shop on each adapter. The adapters are unchanged; the two
// shops are ours: one credits when its handler is called, as the documentation shows, the other
// checks what was paid and remembers it.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dodopayments, webhooks } from "@dodopayments/better-auth";
import { Webhooks as ExpressWebhooks } from "@dodopayments/express";
import { Webhooks as HonoWebhooks } from "@dodopayments/hono";
import type * as NextAdapter from "@dodopayments/nextjs";
import { createDodoEmulator, type HandlerVerdict, wouldItCreditTwice } from "@x/dodo-emulator";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import DodoPayments from "dodopayments";
import express from "express";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Adapter, ADAPTERS } from "./shop.ts";

/** The part of a delivery's payment that a shop looks at. */
interface Paid {
  payment_id: string;
  status?: string | null | undefined;
  settlement_amount: number;
  settlement_tax?: number | null | undefined;
  refunds?: unknown[] | null | undefined;
  product_cart?: { product_id: string }[] | null | undefined;
}

type Handle = (request: Request) => Response | Promise<Response>;
type OnPaymentSucceeded = (payload: { data: Paid }) => Promise<void>;

const compared = await readFile(new URL("../../docs/compare.md", import.meta.url), "utf8");
const webhookKey = createDodoEmulator().webhook_key;
const next: typeof NextAdapter = createRequire(import.meta.url)("@dodopayments/nextjs");

const handlers: Record<Adapter, (onPaymentSucceeded: OnPaymentSucceeded) => Handle> = {
  "better-auth"(onPaymentSucceeded) {
    const client = new DodoPayments({ bearerToken: "dodo_test_key", environment: "test_mode" });
    const auth = betterAuth({
      baseURL: "http://127.0.0.1",
      secret: "a secret of thirty-two characters",
      database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
      plugins: [
        dodopayments({
          client,
          createCustomerOnSignUp: false,
          use: [webhooks({ webhookKey, onPaymentSucceeded })],
        }),
      ],
    });
    const url = "http://127.0.0.1/api/auth/dodopayments/webhooks";
    return async ({ headers, body }) => {
      const text = await new Response(body).text();
      return await auth.handler(new Request(url, { method: "POST", headers, body: text }));
    };
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
  hono(onPaymentSucceeded) {
    const app = new Hono();
    app.post("/webhook", HonoWebhooks({ webhookKey, onPaymentSucceeded }));
    return (request) => app.fetch(request);
  },
  nextjs(onPaymentSucceeded) {
    const handle = next.Webhooks({ webhookKey, onPaymentSucceeded });
    return (request) => handle(request as Parameters<typeof handle>[0]);
  },
};

/** Credits when it is called, as the documentation of the adapters shows. */
async function documented(adapter: Adapter): Promise<HandlerVerdict> {
  let credits = 0;
  const handle = handlers[adapter](async () => void (credits += 5000));
  return await wouldItCreditTwice(handle, { balance: () => credits });
}

/** Credits a payment once, if it is paid in full for what is sold, and nothing of it was refunded. */
async function careful(adapter: Adapter): Promise<HandlerVerdict> {
  const credited = new Set<string>();
  const handle = handlers[adapter](async ({ data }) => {
    const net = data.settlement_amount - (data.settlement_tax ?? 0);
    const ours = data.product_cart?.[0]?.product_id === "pdt_topup";
    // `refund_status` says the same, but one of the adapters does not pass it on.
    const kept = data.status === "succeeded" && (data.refunds ?? []).length === 0;
    if (net === 5000 && ours && kept) credited.add(data.payment_id);
  });
  return await wouldItCreditTwice(handle, { balance: () => credited.size * 5000 });
}

/** Writes a verdict as a cell of the page's table. */
function cell({ sound, twice, lost, unpaid }: HandlerVerdict): string {
  if (sound) return "sound";
  const found = { twice, lost, unpaid };
  return Object.entries(found)
    .filter(([, findings]) => findings.length > 0)
    .map(([kind, findings]) => `${findings.length} ${kind}`)
    .join(", ");
}

describe.each(ADAPTERS)("%s", (adapter) => {
  test("its documented handler would credit twice, and what was not paid", async () => {
    const { sound, twice, lost, unpaid } = await documented(adapter);
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
      adapter === "express" ? [expect.stringContaining("the body has spaces")] : [],
    );
  });
});

/** Resolves to the fields of a payment that the handler of an adapter does not get. */
async function missing(adapter: Adapter): Promise<string> {
  await using dodo = createDodoEmulator({ delivery: "manual" });
  const payment = await dodo.pay(dodo.openSession(), { overrides: { disputes: [] } });
  let passed: string[] = [];
  const handle = handlers[adapter](async ({ data }) => void (passed = Object.keys(data)));
  const timestamp = new Date().toISOString();
  const data = { payload_type: "Payment", ...payment };
  const event = { business_id: "bus_1", type: "payment.succeeded", timestamp, data };
  await handle(dodo.signedRequest(event, { url: "http://127.0.0.1/webhook" }));
  const left_out = Object.keys(data).filter((name) => !passed.includes(name));
  return left_out.map((name) => `\`${name}\``).join(", ") || "none";
}

test("docs/compare.md says which fields a handler does not get", async () => {
  for (const adapter of ADAPTERS)
    expect(compared).toContain(`  - ${adapter}: ${await missing(adapter)}\n`);
});

test("docs/compare.md has the verdicts on both handlers", async () => {
  const row = async (name: string, judge: typeof careful): Promise<string> => {
    const cells: string[] = [];
    for (const adapter of ADAPTERS) cells.push(cell(await judge(adapter)));
    return `| ${[name, ...cells].join(" | ")} |`;
  };
  const rows = [
    await row("credits when it is called, as documented", documented),
    await row("credits a payment once, if it was paid in full", careful),
  ];
  expect(compared.split("\n")).toEqual(expect.arrayContaining(rows));
});
