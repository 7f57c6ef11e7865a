import { createDodoEmulator } from "@x/dodo-emulator";
import { expect, test, vi } from "vitest";
import { TIMES, type SentDelivery } from "../delivery-worker.ts";
import { makeFolder } from "../folder.ts";
import { makeSchema } from "../postgres.ts";
import { inProcesses } from "../processes.ts";
import { openShared } from "../shared-storage.ts";
import { createShopService, openShop } from "../shop-service.ts";
import type { Topup } from "../../src/index.ts";

const TOPUP: Topup = {
  topup_id: "tu_1",
  user_id: "ada",
  credits: 500,
  usd_cents: 5_000,
  status: "pending",
};

test.each(["sqlite", "postgres"])(
  "[C02] on %s, the same delivery a hundred times at once in each of four processes makes one call and one credit",
  async (kind) => {
    using folder = makeFolder();
    const database = kind === "postgres" ? await makeSchema() : null;
    const where = database === null ? folder.file : `${database.url}#${database.schema}`;
    await using dodo = createDodoEmulator({ delivery: "manual" });
    await dodo.listen();
    const shop = openShop(`${folder.path}/shop.sqlite`, [TOPUP]);
    const { api_key, webhook_key } = dodo;
    const storage = openShared(where);
    const service = createShopService(
      where,
      `${folder.path}/shop.sqlite`,
      { api_key, webhook_key, url: dodo.url },
      { storage, base_url: "http://localhost" },
    );
    const checkout = await service.createCheckout({ topup_id: "tu_1", user_id: "ada" });
    const paid = await dodo.pay(checkout.provider_session_id);
    const body = JSON.stringify({
      business_id: dodo.business_id,
      type: "payment.succeeded",
      timestamp: new Date().toISOString(),
      data: { payload_type: "Payment", ...paid },
    });
    const delivery: SentDelivery = {
      api_key,
      webhook_key,
      body,
      headers: { "content-type": "application/json", ...dodo.sign({ body, webhook_id: "msg_1" }) },
    };

    const answered = await inProcesses(4, "delivery-worker.ts", [
      where,
      `${folder.path}/shop.sqlite`,
      dodo.url,
      JSON.stringify(delivery),
    ]);

    const statuses = answered.flat();
    expect(statuses).toHaveLength(4 * TIMES);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    // On a busy machine all of them may have been answered 503. Dodo then sends the delivery again,
    // until it is decided.
    await vi.waitFor(
      async () => {
        const again = await service.fetch(
          new Request("http://localhost/v1/payment/webhook", {
            method: "POST",
            headers: delivery.headers,
            body,
          }),
        );
        expect([again.status, await again.json()]).toEqual([
          200,
          { received: true, event_id: "dodo:msg_1", provider: "dodo", sync_status: "applied" },
        ]);
      },
      { timeout: 120_000, interval: 500 },
    );
    expect(shop.prepare("SELECT * FROM calls").all()).toHaveLength(1);
    expect(shop.prepare("SELECT * FROM ledger").all()).toEqual([
      { topup_id: "tu_1", credits: 500 },
    ]);
    expect(await storage.readPayment(checkout.payment_id)).toMatchObject({ status: "paid" });
    await storage.close();
    shop.close();
    await database?.drop();
  },
);
