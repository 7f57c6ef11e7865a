import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { createDodoEmulator } from "@x/dodo-emulator";
import { createHost } from "@x/example-shared/host";
import { openLedger } from "@x/example-shared/ledger";
import { sessionOf } from "@x/example-shared/shop";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";

/** Starts `app.mount("/pay", payment.fetch)` on a free port. Returns the address of the server. */
async function start(): Promise<{ url: string; topup_id: string; balance: () => number }> {
  const ledger = openLedger(":memory:");
  const dodo = createDodoEmulator();
  await dodo.listen();
  const app = new Hono();
  const server = serve({
    fetch: app.fetch,
    hostname: "127.0.0.1",
    port: 0,
    overrideGlobalObjects: false,
  });
  await once(server, "listening");
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const payment = new PaymentService({
    ...createHost(ledger.db),
    providers: [dodoPaymentProvider()],
    storage: sqliteStorage(ledger.db),
    authenticate: sessionOf,
    base_url: `${url}/pay`,
    env: dodo.env,
  });
  app.mount("/pay", payment.fetch);
  dodo.webhook_url = `${url}/pay/v1/payment/webhook`;
  onTestFinished(async () => {
    server.close();
    await dodo.close();
    ledger.db.close();
  });
  return {
    url,
    topup_id: ledger.createTopup("ada", 500, 500),
    balance: () => ledger.balanceOf("ada"),
  };
}

test("[F18] behind app.mount() the checkout is paid, and the buyer comes back to the result page", async () => {
  const { url, topup_id, balance } = await start();
  const created = await fetch(`${url}/pay/v1/payment/checkout/create`, {
    method: "POST",
    headers: { cookie: "user=ada", origin: url, "content-type": "application/json" },
    body: JSON.stringify({ topup_id }),
  });
  const { checkout_url, status_url } = (await created.json()) as Record<string, string>;
  expect([created.status, status_url]).toEqual([
    200,
    expect.stringContaining(`${url}/pay/v1/payment/redirect/success?ref=`),
  ]);
  // What a buyer does on the emulator's checkout page.
  const back = await fetch(`${checkout_url}/pay`, {
    method: "POST",
    body: new URLSearchParams({ result: "succeeded" }),
  });
  expect([back.status, back.url]).toEqual([200, status_url]);
  await expect.poll(balance, { timeout: 120_000 }).toBe(500);
});
