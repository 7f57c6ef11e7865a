import { createDodoEmulator } from "@x/dodo-emulator";
import { createBuyer } from "@x/example-shared/browser";
import { testMount } from "@x/example-shared/mount-suite";
import { expect, test } from "vitest";
import { bundle, migrate, startWorker, wrangler } from "./local.ts";
import { startShop, type Shop } from "./start.ts";

let shop: Shop;

async function start(variables: Record<string, string>, folder: string): Promise<Shop> {
  shop = await startShop(variables, folder);
  return shop;
}

testMount("the shop in a Worker on D1", start, (mounted) => {
  test("[O01] the cron credits a payment whose webhook was lost", async () => {
    const { dodo, shop_url } = mounted();
    const buyer = createBuyer(shop_url, "cron");
    const checkout = await buyer.checkout(await buyer.topup("large"));
    dodo.faults.webhooks.lose = 1;
    await dodo.pay(checkout.provider_session_id);
    await expect.poll(() => dodo.deliveries.at(-1)?.state).toBe("lost");
    expect(await buyer.balance()).toBe(0);
    expect(await shop.scheduled()).toBe("ok");
    expect(await buyer.balance()).toBe(6_000);
  });

  test("an unknown path is answered 404", async () => {
    expect((await fetch(`${mounted().shop_url}/`)).status).toBe(404);
  });
});

test("a buyer who hangs up while the checkout is opened finds it open when they come back", async () => {
  const dodo = createDodoEmulator();
  await dodo.listen();
  const worker = await startWorker(await bundle("cut-off.ts"), { variables: dodo.env });
  await migrate(worker);
  const { origin } = await worker.ready;
  const buyer = createBuyer(origin, "ada");
  const topup_id = await buyer.topup("small");
  dodo.faults.api.delay_ms = 300;
  const headers = {
    "cut-off-ms": "100",
    cookie: "user=ada",
    origin,
    "content-type": "application/json",
  };
  const hung_up = await fetch(`${origin}/v1/payment/checkout/create`, {
    method: "POST",
    headers,
    body: JSON.stringify({ method_id: "dodo", topup_id }),
  });
  expect(hung_up.status).toBe(408);
  expect(await buyer.checkout(topup_id)).toMatchObject({
    checkout_url: expect.stringContaining(dodo.url),
  });
  expect(
    dodo.requests.filter(({ method, path }) => method === "POST" && path === "/checkouts").length,
  ).toBe(1);
  await worker.dispose();
  await dodo.close();
});

test("the deployed bundle needs no module of Node: it imports the Worker's environment only", async () => {
  expect((await bundle(wrangler.main)).imports).toEqual(["cloudflare:workers"]);
});

test("without its D1 binding the Worker does not start, and the error says the fix", async () => {
  await expect(startWorker(await bundle(wrangler.main), { databases: [] })).rejects.toThrow(
    /`d1Storage` needs the binding of a D1 database, such as `env.DB`: name it in `d1_databases`/,
  );
});

test("a variable with an invalid value stops the Worker with a sentence that says the fix", async () => {
  await expect(
    startWorker(await bundle(wrangler.main), { variables: { DODO_ENVIRONMENT: "production" } }),
  ).rejects.toThrow("DODO_ENVIRONMENT must be `test_mode` or `live_mode`");
});
