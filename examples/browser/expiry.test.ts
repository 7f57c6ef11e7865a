// An expired checkout in a real browser. The shop and Dodo share a clock that the test moves.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { createDodoEmulator } from "@x/dodo-emulator";
import { createHost } from "@x/example-shared/host";
import { openLedger } from "@x/example-shared/ledger";
import { createShop, sessionOf } from "@x/example-shared/shop";
import { dodoPaymentProvider, memoryStorage, PaymentService } from "@x/payment-server";
import { expect, test } from "vitest";
import { buy } from "./local-shop.ts";
import { openPage, startBrowser } from "./page.ts";

const DAY_MS = 24 * 3_600_000;

test("[A07] a day later the old page cannot be paid; the same topup gets a new one, which credits it", async () => {
  let later = 0;
  const clock = (): number => Date.now() + later;
  const folder = mkdtempSync(join(tmpdir(), "expiry-"));
  const dodo = createDodoEmulator({ clock: { now: clock } });
  await dodo.listen();
  const ledger = openLedger(join(folder, "shop.sqlite"));
  const { api_key, webhook_key } = dodo;
  const payment = new PaymentService({
    ...createHost(ledger.db),
    providers: [
      dodoPaymentProvider({
        api_key,
        webhook_key,
        product_id: "pdt_topup",
        api_base_url: dodo.url,
      }),
    ],
    storage: memoryStorage({ clock }),
    authenticate: sessionOf,
    clock,
    env: {},
  });
  const server = createServer(getRequestListener(createShop(ledger, payment))).listen(
    0,
    "127.0.0.1",
  );
  await once(server, "listening");
  const shop_url = `http://localhost:${(server.address() as AddressInfo).port}`;
  dodo.webhook_url = `${shop_url}/v1/payment/webhook`;
  const browser = await startBrowser();
  const page = await openPage(browser, []);
  const createAgain = async (topup_id: string): Promise<string> => {
    await page.goto(shop_url);
    return await page.evaluate(async (id) => {
      const body = JSON.stringify({ method_id: "dodo", topup_id: id });
      const create = async (): Promise<Response> =>
        await fetch("/v1/payment/checkout/create", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        });
      let response = await create();
      // The button on this page may be polling the same payment: the answer is then to try again.
      for (let tried = 0; response.status === 503 && tried < 20; tried += 1) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        response = await create();
      }
      return String(Reflect.get((await response.json()) as object, "checkout_url"));
    }, topup_id);
  };
  try {
    await page.goto(shop_url);
    const old = await buy(page, "small");
    const [first] = (await payment.listPayments()).items;
    expect(await createAgain(first?.topup_id ?? "")).toBe(old);

    later = DAY_MS + 60_000;
    await page.goto(old);
    expect(await page.$eval("h1", (heading) => heading.textContent)).toContain("expired");
    expect(await page.$(".main")).toBeNull();
    const fresh = await createAgain(first?.topup_id ?? "");
    expect(fresh).not.toBe(old);
    await page.goto(fresh);
    await Promise.all([page.waitForNavigation(), page.click(".main")]);
    await page.waitForFunction(() => document.querySelector("h1")?.textContent === "Paid", {
      timeout: 120_000,
    });
    expect(ledger.balanceOf("ada")).toBe(500);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
    await dodo.close();
    ledger.db.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
