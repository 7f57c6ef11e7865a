import { describe, expect, test } from "vitest";
import { codeOf } from "../../test/api.ts";
import { createBench, openSession, topup } from "../../test/bench.ts";

/** A bench in which one of everything has happened. */
async function busy() {
  const bench = createBench({ discounts: [{ code: "HALF", amount: 5000, usage_limit: 1 }] });
  const { dodo, sdk } = bench;
  const session_id = await openSession(sdk, 5000, {
    discount_codes: ["HALF"],
    customer: { email: "ada@example.com" },
  });
  const { payment_id } = await dodo.pay(session_id);
  const { refund_id } = await dodo.refund(payment_id, { amount: 100 });
  const { dispute_id } = await dodo.dispute(payment_id);
  const { id } = await sdk.webhooks.create({ url: "http://other.test/" });
  dodo.putProduct({ product_id: "pdt_other", price: 700 });
  return { ...bench, session_id, payment_id, refund_id, dispute_id, id };
}

describe("reset() removes", () => {
  test("sessions, payments, refunds, disputes and endpoints of the API", async () => {
    const { dodo, sdk, session_id, payment_id, refund_id, dispute_id, id } = await busy();
    dodo.reset();
    const gone = [
      sdk.checkoutSessions.retrieve(session_id),
      sdk.payments.retrieve(payment_id),
      sdk.payments.retrieveLineItems(payment_id),
      sdk.refunds.retrieve(refund_id),
      sdk.disputes.retrieve(dispute_id),
      sdk.webhooks.retrieve(id),
      dodo.pay(session_id),
      dodo.refund(payment_id),
    ];
    expect(await Promise.all(gone.map(codeOf))).toEqual(gone.map(() => "NOT_FOUND"));
  });

  test("what lists contain", async () => {
    const { dodo, sdk } = await busy();
    dodo.reset();
    expect((await sdk.payments.list()).items).toEqual([]);
    expect((await sdk.refunds.list()).items).toEqual([]);
    expect((await sdk.disputes.list()).items).toEqual([]);
    expect((await sdk.webhooks.list()).data).toMatchObject([{ url: "http://shop.test/webhook" }]);
  });

  test("deliveries that wait, and requests", async () => {
    const { clock, dodo, received } = await busy();
    const ids = dodo.deliveries.map(({ delivery_id }) => delivery_id);
    expect(ids.length).toBeGreaterThan(2);
    dodo.reset();
    clock.advance(1e9);
    expect([
      dodo.deliveries,
      dodo.requests,
      await dodo.deliver(),
      await dodo.deliverAll(),
      received,
    ]).toEqual([[], [], [], [], []]);
    await expect(dodo.resend(ids[0] ?? "")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("the uses of discount codes", async () => {
    const { dodo, sdk } = await busy();
    expect(await codeOf(openSession(sdk, 5000, { discount_codes: ["HALF"] }))).toBe(
      "DISCOUNT_CODE_USAGE_LIMIT_EXCEEDED",
    );
    dodo.reset();
    expect(await codeOf(openSession(sdk, 5000, { discount_codes: ["HALF"] }))).toBe("no error");
  });

  test("every fault", async () => {
    const { dodo, sdk } = await busy();
    dodo.faults.api = {
      fail: {},
      hang: 3,
      drop_after_commit: 3,
      rate_limit: { per_second: 0 },
      delay_ms: 1e6,
      transform: () => ({}),
    };
    dodo.faults.webhooks = {
      lose: 9,
      duplicate: 9,
      tamper: 9,
      reorder: true,
      delay_ms: 1e6,
      old_timestamp: 9,
    };
    dodo.reset();
    expect(dodo.faults).toEqual({ webhooks: {}, api: {} });
    await dodo.pay(await openSession(sdk));
    expect(await dodo.deliver()).toHaveLength(1);
  });
});

describe("reset() keeps", () => {
  test("products, also those that were added", async () => {
    const { dodo, sdk } = await busy();
    dodo.reset();
    expect(await sdk.products.retrieve("pdt_other")).toMatchObject({ price: { price: 700 } });
    expect(await sdk.products.retrieve("pdt_topup")).toMatchObject({ price: { price: 100 } });
  });

  test("the endpoint of webhook_url, with its id, its key and its URL", async () => {
    const { dodo, sdk } = await busy();
    const [before] = (await sdk.webhooks.list()).data;
    dodo.reset();
    const [after] = (await sdk.webhooks.list()).data;
    expect(after).toEqual(before);
    expect(await sdk.webhooks.retrieveSecret(after?.id ?? "")).toEqual({
      secret: dodo.webhook_key,
    });
  });

  test("the same arrays and objects, so that what a test holds stays true", async () => {
    const { dodo, sdk } = await busy();
    const { requests, deliveries, faults } = dodo;
    dodo.reset();
    await dodo.pay(await openSession(sdk));
    expect([requests.length, deliveries.length]).toEqual([1, 1]);
    faults.webhooks.lose = 1;
    expect(await dodo.deliver()).toEqual([]);
    expect(deliveries).toMatchObject([{ state: "lost" }]);
  });

  test("the clock where it was", async () => {
    const { clock, dodo } = await busy();
    clock.advance(5000);
    const now = dodo.clock.now();
    dodo.reset();
    expect(dodo.clock.now()).toBe(now);
  });

  test("a server that listens", async () => {
    const { dodo } = await busy();
    const { url, close } = await dodo.listen();
    dodo.reset();
    const answer = await fetch(`${url}/checkouts`, {
      method: "POST",
      headers: { authorization: `Bearer ${dodo.api_key}` },
      body: JSON.stringify(topup()),
    });
    expect(answer.status).toBe(200);
    await close();
  });
});

test("an attempt in flight during reset() leaves nothing behind", async () => {
  const bench = createBench();
  let answer = (): void => {};
  bench.receiver.answer = () =>
    new Promise((resolve) => {
      answer = () => resolve(new Response(null, { status: 500 }));
    });
  await bench.dodo.pay(await openSession(bench.sdk));
  const sending = bench.dodo.deliver();
  await expect.poll(() => bench.received.length).toBe(1);
  bench.dodo.reset();
  answer();
  expect(await sending).toMatchObject([{ status: 500 }]);
  bench.clock.advance(1e9);
  expect([bench.dodo.deliveries, await bench.dodo.deliver()]).toEqual([[], []]);
});
