import { describe, expect, test } from "vitest";
import { createBench, openSession, topup } from "../test/bench.ts";
import { queueOne, statesOf } from "../test/deliveries.ts";
import { payWith } from "../test/visits.ts";
import { createDodoEmulator } from "./emulator.ts";

const day = 24 * 60 * 60 * 1000;

describe("restore()", () => {
  test("goes back to records, deliveries, requests, faults and time, any number of times", async () => {
    const bench = createBench({ discounts: [{ code: "HALF", amount: 5000 }] });
    const { clock, dodo, sdk } = bench;
    const session_id = await openSession(sdk);
    const payment_id = await queueOne(bench);
    dodo.faults.webhooks.lose = 1;
    dodo.faults.api.fail = { count: 1, path: /^\/nowhere/ };
    const before = dodo.snapshot();
    const requests = dodo.requests.length;
    for (let round = 0; round < 2; round += 1) {
      await dodo.pay(session_id, { discount_codes: ["HALF"] });
      await dodo.refund(payment_id);
      await dodo.deliver();
      dodo.putProduct({ product_id: "pdt_more" });
      dodo.faults.api.delay_ms = 5;
      expect((await dodo.fetch(new Request(`${dodo.url}/nowhere`))).status).toBe(500);
      clock.advance(2 * day);
      expect(statesOf(bench)).toEqual(["lost", "delivered", "delivered"]);
      dodo.restore(before);
      expect(clock.now()).toBe(before.taken_at);
      expect(dodo.faults).toEqual({
        webhooks: { lose: 1 },
        api: { fail: { count: 1, path: /^\/nowhere/ } },
      });
      expect(dodo.requests).toHaveLength(requests);
      expect(statesOf(bench)).toEqual(["waiting"]);
      expect((await sdk.payments.list()).items).toMatchObject([
        { payment_id, refund_status: null },
      ]);
      expect((await sdk.checkoutSessions.retrieve(session_id)).payment_status).toBeNull();
      expect((await sdk.discounts.retrieveByCode("HALF")).times_used).toBe(0);
      dodo.restore(before);
    }
  });

  test("brings back a bank debit, which then ends a second time", async () => {
    const bench = createBench({ bank_debit_ms: day });
    await payWith(bench, await openSession(bench.sdk), "000123456789");
    const before = bench.dodo.snapshot();
    const status = async (): Promise<unknown> => (await bench.sdk.payments.list()).items[0]?.status;
    for (let round = 0; round < 2; round += 1) {
      expect(await status()).toBe("processing");
      bench.clock.advance(day);
      expect(await status()).toBe("succeeded");
      bench.dodo.restore(before);
    }
  });

  test("brings back a waiting delivery with its next attempt", async () => {
    const bench = createBench();
    bench.receiver.answer = () => new Response(null, { status: 500 });
    await queueOne(bench);
    await bench.dodo.deliver();
    const before = bench.dodo.snapshot();
    bench.receiver.answer = () => new Response();
    await bench.dodo.deliverAll();
    bench.dodo.restore(before);
    expect(await bench.dodo.deliver()).toEqual([]);
    bench.clock.advance(5000);
    expect(await bench.dodo.deliver()).toMatchObject([{ status: 200 }]);
  });

  test("keeps an archived product archived, and the configured endpoint usable", async () => {
    const bench = createBench({ products: [{ product_id: "pdt_topup", deleted: true }] });
    const before = bench.dodo.snapshot();
    bench.dodo.webhook_url = "http://elsewhere.test/";
    bench.dodo.restore(before);
    expect(bench.dodo.webhook_url).toBe("http://shop.test/webhook");
    bench.dodo.webhook_url = "http://shop.test/other";
    bench.dodo.emit("payment.succeeded", {});
    await bench.dodo.deliver();
    expect(bench.received[0]?.url).toBe("http://shop.test/other");
    await expect(bench.sdk.checkoutSessions.create(topup())).rejects.toMatchObject({ status: 410 });
  });

  test("refuses a snapshot of another emulator", () => {
    const [one, other] = [createDodoEmulator(), createDodoEmulator()];
    expect(() => one.restore(other.snapshot())).toThrow("a snapshot that this emulator has taken");
  });
});

test("await using ends an emulator with its block", async () => {
  let closed = "";
  {
    await using dodo = createDodoEmulator();
    const { url } = await dodo.listen();
    closed = url;
    expect((await fetch(url)).status).toBe(200);
  }
  await expect(fetch(closed)).rejects.toThrow("fetch failed");
});
