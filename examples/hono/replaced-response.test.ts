// By default, @hono/node-server replaces the global `Response` by a class of its own, which checks
// its arguments only when it is read.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { createDodoEmulator } from "@x/dodo-emulator";
import { createHost } from "@x/example-shared/host";
import { openLedger } from "@x/example-shared/ledger";
import { dodoPaymentProvider, PaymentService, type ResultPageOptions } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { expect, onTestFinished, test } from "vitest";

type Render = NonNullable<ResultPageOptions["render"]>;
const native = Response;

async function start(render: () => unknown): Promise<{ page: string }> {
  const ledger = openLedger(":memory:");
  const dodo = createDodoEmulator();
  await dodo.listen();
  const payment = new PaymentService({
    ...createHost(ledger.db),
    providers: [dodoPaymentProvider()],
    storage: sqliteStorage(ledger.db),
    authenticate: () => ({ user_id: "ada" }),
    result_page: { render: render as Render },
    logger: { info() {}, warn() {}, error() {} },
    env: dodo.env,
  });
  const server = serve({ fetch: payment.fetch, hostname: "127.0.0.1", port: 0 });
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    await dodo.close();
    ledger.db.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const created = await fetch(`${url}/v1/payment/checkout/create`, {
    method: "POST",
    headers: { origin: url, "content-type": "application/json" },
    body: JSON.stringify({ topup_id: ledger.createTopup("ada", 500, 500) }),
  });
  const { status_url } = (await created.json()) as { status_url: string };
  return { page: status_url };
}

test("the server has replaced the class", async () => {
  await start(() => new Response("mine"));
  expect(Response).not.toBe(native);
});

test.each<[what: string, render: () => unknown, status: number, text: string]>([
  ["a page", () => new Response("mine", { status: 402 }), 402, "mine"],
  ["a page of the class before", () => new native("mine", { status: 402 }), 402, "mine"],
  ["Response.error()", () => Response.error(), 200, "Nothing has been paid"],
  [
    "a body that was read",
    async () => {
      const read = new Response("mine");
      await read.text();
      return read;
    },
    200,
    "Nothing has been paid",
  ],
  [
    "a status without a body, and a body",
    () => ({
      status: 204,
      headers: [],
      arrayBuffer: async () => new TextEncoder().encode("mine").buffer,
    }),
    200,
    "Nothing has been paid",
  ],
])("[F24] a `render` that returns %s is answered", async (_, render, status, text) => {
  const { page } = await start(render);
  const answer = await fetch(page);
  expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(text)]);
});
