import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { createBench, openSession, start } from "../../test/bench.ts";
import { queueOne, verifies } from "../../test/deliveries.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const schedule = [0, 5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour];

describe("a delivery", () => {
  test("has Dodo's envelope, no id in the body, and headers that standardwebhooks and the SDK accept", async () => {
    // On the present time, since both libraries compare with the machine's clock.
    const bench = createBench({ clock: { now: () => Date.now() } });
    const payment_id = await queueOne(bench);
    expect(await bench.dodo.deliver()).toEqual([
      {
        delivery_id: expect.any(String),
        webhook_id: expect.stringMatching(/^msg_/),
        type: "payment.succeeded",
        status: 200,
        body: "thanks",
      },
    ]);
    const [{ body, headers } = { body: "", headers: {} }] = bench.received;
    expect(new Webhook(bench.dodo.webhook_key).verify(body, headers)).toEqual(JSON.parse(body));
    expect(bench.sdk.webhooks.unwrap(body, { headers })).toMatchObject({
      type: "payment.succeeded",
    });
    expect(JSON.parse(body)).toEqual({
      business_id: "bus_emulator",
      type: "payment.succeeded",
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: { payload_type: "Payment", ...(await bench.sdk.payments.retrieve(payment_id)) },
    });
    expect(headers).toMatchObject({ "content-type": "application/json" });
  });

  test("carries the latest state of the payment, not the one of its event", async () => {
    const { dodo, sdk, received } = createBench();
    const { payment_id } = await dodo.pay(await openSession(sdk), { result: "processing" });
    await dodo.finish(payment_id, "succeeded");
    await dodo.deliver();
    expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: "payment.processing", data: { status: "succeeded" } },
      { type: "payment.succeeded", data: { status: "succeeded" } },
    ]);
    expect(new Set(dodo.deliveries.map((delivery) => delivery.webhook_id)).size).toBe(2);
  });

  test("that fails is tried eight times on Dodo's schedule, with one id and a new timestamp each time", async () => {
    const bench = createBench();
    const { clock, dodo, received, receiver } = bench;
    receiver.answer = () => new Response("no", { status: 500 });
    await queueOne(bench);
    let at = start;
    for (const [i, delay] of schedule.entries()) {
      at += delay;
      if (delay > 0) {
        clock.set(at - 1);
        expect(await dodo.deliver()).toEqual([]);
      }
      clock.set(at);
      expect(await dodo.deliver()).toMatchObject([{ status: 500 }]);
      const next = schedule[i + 1];
      expect(dodo.deliveries[0]).toMatchObject({
        state: next === undefined ? "failed" : "waiting",
        next_attempt_at: next === undefined ? null : at + next,
      });
    }
    clock.advance(1000 * hour);
    expect(await dodo.deliver()).toEqual([]);
    expect(dodo.deliveries[0]?.attempts.map((attempt) => attempt.at - start)).toEqual([
      0, 5_000, 305_000, 2_105_000, 9_305_000, 27_305_000, 63_305_000, 99_305_000,
    ]);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(received.map(({ headers }) => Number(headers["webhook-timestamp"]))).toEqual(
      dodo.deliveries[0]?.attempts.map((attempt) => Math.floor(attempt.at / 1000)),
    );
    expect(received.every((one) => verifies(dodo.webhook_key, one))).toBe(true);
  });

  test.each([
    [200, "delivered"],
    [204, "delivered"],
    [301, "waiting"],
    [308, "waiting"],
    [401, "waiting"],
    [503, "waiting"],
  ])("answered with %i is %s", async (status, state) => {
    const bench = createBench();
    bench.receiver.answer = () => new Response(null, { status });
    await queueOne(bench);
    await bench.dodo.deliver();
    expect(bench.dodo.deliveries[0]).toMatchObject({ state, attempts: [{ at: start, status }] });
  });

  test("whose receiver is unreachable has a null status and is retried", async () => {
    const bench = createBench({ fetch: () => Promise.reject(new Error("refused")) });
    await queueOne(bench);
    expect(await bench.dodo.deliver()).toMatchObject([{ status: null, body: "Error: refused" }]);
    bench.clock.advance(5000);
    expect(await bench.dodo.deliver()).toHaveLength(1);
  });

  test("waits without limit for a webhook_url", async () => {
    const { clock, dodo, sdk, received } = createBench({ webhook_url: "" });
    dodo.webhook_url = null;
    await dodo.pay(await openSession(sdk));
    clock.advance(100 * hour);
    expect(await dodo.deliver()).toEqual([]);
    expect(await dodo.deliverAll()).toEqual([]);
    dodo.webhook_url = "http://shop.test/webhook";
    expect(await dodo.deliver()).toHaveLength(1);
    expect(received).toHaveLength(1);
  });

  test("is sent once, even when two callers deliver at the same time", async () => {
    const bench = createBench();
    for (let i = 0; i < 3; i += 1) await queueOne(bench);
    const both = await Promise.all([bench.dodo.deliver(), bench.dodo.deliver()]);
    expect(both.flat()).toHaveLength(3);
    expect(bench.received).toHaveLength(3);
  });
});

test("deliver can be limited, oldest first", async () => {
  const bench = createBench();
  for (let i = 0; i < 3; i += 1) await queueOne(bench);
  const sent = await bench.dodo.deliver({ limit: 2 });
  expect(sent.map((attempt) => attempt.delivery_id)).toEqual(
    bench.dodo.deliveries.slice(0, 2).map((delivery) => delivery.delivery_id),
  );
});

test("deliverAll sends what waits, failed or got lost, once, before it is due", async () => {
  const bench = createBench();
  bench.dodo.faults.webhooks = { lose: 1 };
  await queueOne(bench);
  await queueOne(bench);
  bench.receiver.answer = () => new Response(null, { status: 500 });
  await bench.dodo.deliver();
  expect(bench.dodo.deliveries.map((delivery) => delivery.state)).toEqual(["lost", "waiting"]);
  bench.receiver.answer = () => new Response(null, { status: 200 });
  expect(await bench.dodo.deliverAll()).toHaveLength(2);
  expect(bench.dodo.deliveries.map((delivery) => delivery.state)).toEqual([
    "delivered",
    "delivered",
  ]);
  expect(await bench.dodo.deliverAll()).toEqual([]);
});

describe("webhook_id_on_resend", () => {
  test("same: a replay of a delivered message keeps its id", async () => {
    const bench = createBench({ webhook_id_on_resend: "same" });
    await queueOne(bench);
    const [first] = await bench.dodo.deliver();
    bench.clock.advance(hour);
    expect(await bench.dodo.resend(first?.delivery_id ?? "")).toEqual(first);
    expect(bench.received.map(({ headers }) => Number(headers["webhook-timestamp"]))).toEqual([
      start / 1000,
      start / 1000 + 3600,
    ]);
  });

  test("new: a replay has another id, retries do not", async () => {
    const bench = createBench({ webhook_id_on_resend: "new" });
    bench.receiver.answer = () => new Response(null, { status: 500 });
    await queueOne(bench);
    const [first] = await bench.dodo.deliver();
    bench.clock.advance(5000);
    const [retry] = await bench.dodo.deliver();
    expect(retry?.webhook_id).toBe(first?.webhook_id);
    const replay = await bench.dodo.resend(first?.delivery_id ?? "");
    expect(replay.webhook_id).not.toBe(first?.webhook_id);
    expect(bench.received[2]?.headers["webhook-id"]).toBe(replay.webhook_id);
  });

  test("a replay that fails is not retried and leaves the schedule alone", async () => {
    const bench = createBench();
    await queueOne(bench);
    await bench.dodo.deliver();
    bench.receiver.answer = () => new Response(null, { status: 500 });
    await bench.dodo.resend(bench.dodo.deliveries[0]?.delivery_id ?? "");
    expect(bench.dodo.deliveries[0]).toMatchObject({ state: "delivered", next_attempt_at: null });
    await expect(bench.dodo.resend("dlv_unknown")).rejects.toThrow(/dlv_unknown/);
  });
});

test("emit queues any event with any data, id and time", async () => {
  const { dodo, received } = createBench();
  const delivery = dodo.emit(
    "payment.succeeded",
    { payment_id: 7, total_amount: "1.0" },
    { webhook_id: "msg_mine", timestamp: "2020-01-01T00:00:00Z" },
  );
  expect(delivery).toMatchObject({
    webhook_id: "msg_mine",
    type: "payment.succeeded",
    payment_id: null,
    state: "waiting",
    next_attempt_at: start,
  });
  expect(dodo.emit("unknown.type", { payment_id: "pay_1" }).payment_id).toBe("pay_1");
  await dodo.deliver();
  expect(received.map(({ body }) => JSON.parse(body))).toEqual([
    {
      business_id: "bus_emulator",
      type: "payment.succeeded",
      timestamp: "2020-01-01T00:00:00Z",
      data: { payment_id: 7, total_amount: "1.0" },
    },
    {
      business_id: "bus_emulator",
      type: "unknown.type",
      timestamp: "2026-11-23T08:00:00.000000Z",
      data: { payment_id: "pay_1" },
    },
  ]);
});

test.each([
  ["a BigInt", { amount: 1n }],
  [
    "a circle",
    (() => {
      const data: Record<string, unknown> = {};
      return Object.assign(data, { data });
    })(),
  ],
])("emit refuses data with %s at once, and queues nothing", (_, data) => {
  const { dodo } = createBench();
  expect(() => dodo.emit("payment.succeeded", data)).toThrow(
    /^the data of payment\.succeeded cannot be sent as JSON: /,
  );
  expect(dodo.deliveries).toEqual([]);
});
