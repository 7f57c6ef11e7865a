import { afterEach, describe, expect, test, vi } from "vitest";
import { createBench, openSession, start } from "../../test/bench.ts";
import { bodies, queueOne, statesOf } from "../../test/deliveries.ts";
import { createDodoEmulator } from "../emulator.ts";
import type { DeliveryAttempt } from "./delivery.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a delivery is", () => {
  test("a POST of JSON that does not follow redirects, with the three headers of the standard", async () => {
    const requests: Request[] = [];
    const bench = createBench({
      fetch: async (request) => {
        requests.push(request);
        return new Response();
      },
    });
    await queueOne(bench);
    await bench.dodo.deliver();
    expect(requests).toMatchObject([
      { method: "POST", url: "http://shop.test/webhook", redirect: "manual" },
    ]);
    expect([...(requests[0]?.headers.keys() ?? [])].sort()).toEqual([
      "content-type",
      "user-agent",
      "webhook-id",
      "webhook-signature",
      "webhook-timestamp",
    ]);
  });

  test("sent with the global fetch if there is no other, read at the attempt", async () => {
    const urls: string[] = [];
    const dodo = createDodoEmulator({ delivery: "manual", webhook_url: "http://shop.test/global" });
    dodo.emit("payment.succeeded", {});
    vi.stubGlobal("fetch", async (request: Request) => {
      urls.push(request.url);
      return new Response("stubbed");
    });
    expect(await dodo.deliver()).toMatchObject([{ status: 200, body: "stubbed" }]);
    expect(urls).toEqual(["http://shop.test/global"]);
  });

  test.each([
    ["payment.succeeded", { result: "succeeded" }],
    ["payment.failed", { result: "failed" }],
    ["payment.processing", { result: "processing" }],
    ["payment.cancelled", { result: "cancelled" }],
  ] as const)("of type %s, in Dodo's envelope without an id", async (type, outcome) => {
    const bench = createBench({ business_id: "bus_mine" });
    const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk), outcome);
    await bench.dodo.deliver();
    expect(bodies(bench)).toEqual([
      {
        business_id: "bus_mine",
        type,
        timestamp: "2026-11-23T08:00:00.000000Z",
        data: {
          payload_type: "Payment",
          ...(await bench.sdk.payments.retrieve(payment_id)),
          // The event says `failed` while the payment waits for another card.
          status: type.slice("payment.".length),
        },
      },
    ]);
  });
});

describe("an answer with status", () => {
  test.each([200, 201, 202, 204, 206, 299])("%i delivers", async (status) => {
    const bench = createBench();
    bench.receiver.answer = () => new Response(null, { status });
    await queueOne(bench);
    expect(await bench.dodo.deliver()).toMatchObject([{ status }]);
    expect(statesOf(bench)).toEqual(["delivered"]);
  });

  test.each([300, 302, 303, 304, 307, 400, 404, 409, 410, 422, 429, 500, 502, 599])(
    "%i fails, and is retried in five seconds",
    async (status) => {
      const bench = createBench();
      bench.receiver.answer = () => new Response(null, { status });
      await queueOne(bench);
      expect(await bench.dodo.deliver()).toMatchObject([{ status }]);
      expect(bench.dodo.deliveries).toMatchObject([
        { state: "waiting", next_attempt_at: start + 5000, attempts: [{ at: start, status }] },
      ]);
    },
  );
});

describe("no answer", () => {
  test.each([
    [
      "a receiver that refuses the connection",
      () => Promise.reject(new Error("ECONNREFUSED")),
      "Error: ECONNREFUSED",
    ],
    [
      "a handler that throws",
      () => {
        throw new TypeError("handler is broken");
      },
      "TypeError: handler is broken",
    ],
    ["a handler that rejects with no error", () => Promise.reject("plain text"), "plain text"],
    [
      "a body that breaks off",
      async () =>
        new Response(
          new ReadableStream({ start: (stream) => stream.error(new Error("broken off")) }),
        ),
      "Error: broken off",
    ],
  ])("from %s is a null status with the reason, and is retried", async (_, fetch, body) => {
    const bench = createBench({ fetch });
    await queueOne(bench);
    expect(await bench.dodo.deliver()).toMatchObject([{ status: null, body }]);
    expect(bench.dodo.deliveries).toMatchObject([
      { state: "waiting", attempts: [{ at: start, status: null }] },
    ]);
  });

  test("from a URL that is none is a null status too", async () => {
    const bench = createBench();
    bench.dodo.webhook_url = "no url";
    await queueOne(bench);
    expect(await bench.dodo.deliver()).toMatchObject([
      { status: null, body: expect.stringContaining("no url") },
    ]);
  });

  test("after close(): what is in flight is aborted, for the receiver as well", async () => {
    let seen: AbortSignal | undefined;
    const bench = createBench({
      fetch: (request) => {
        seen = request.signal;
        return new Promise(() => {});
      },
    });
    await queueOne(bench);
    const sending = bench.dodo.deliver();
    await expect.poll(() => seen).toBeDefined();
    await bench.dodo.close();
    expect(await sending).toMatchObject([{ status: null, body: "Error: the emulator was closed" }]);
    expect(seen?.aborted).toBe(true);
    expect(await bench.dodo.deliverAll()).toMatchObject([{ status: null }]);
  });
});

describe("on_delivery", () => {
  test("is called after each attempt, with what deliver() resolves to", async () => {
    const seen: DeliveryAttempt[] = [];
    const bench = createBench({ on_delivery: (attempt) => seen.push(attempt) });
    const statuses = [500, 503, 200];
    bench.receiver.answer = () =>
      new Response(`answer ${statuses.length}`, { status: statuses.shift() ?? 200 });
    await queueOne(bench);
    const made: DeliveryAttempt[] = [];
    for (const wait of [0, 5000, 300_000]) {
      bench.clock.advance(wait);
      made.push(...(await bench.dodo.deliver()));
    }
    expect(seen).toEqual(made);
    expect(seen.map(({ status, body }) => [status, body])).toEqual([
      [500, "answer 3"],
      [503, "answer 2"],
      [200, "answer 1"],
    ]);
  });

  test("is called for replays and duplicates, and not for what is lost", async () => {
    const types: string[] = [];
    const bench = createBench({ on_delivery: ({ type }) => types.push(type) });
    bench.dodo.faults.webhooks.lose = 1;
    await queueOne(bench);
    await bench.dodo.deliver();
    expect(types).toEqual([]);
    const id = bench.dodo.deliveries[0]?.delivery_id ?? "";
    await bench.dodo.resend(id);
    await bench.dodo.duplicate(id);
    expect(types).toHaveLength(3);
  });
});

describe("deliver()", () => {
  test.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [5, 3],
    [undefined, 3],
  ])("with the limit %s sends %i of three", async (limit, count) => {
    const bench = createBench();
    for (let i = 0; i < 3; i += 1) await queueOne(bench);
    expect(await bench.dodo.deliver(limit === undefined ? {} : { limit })).toHaveLength(count);
    expect(statesOf(bench).filter((state) => state === "delivered")).toHaveLength(count);
  });

  test("sends what was due first before what is due later", async () => {
    const bench = createBench();
    bench.dodo.faults.webhooks.delay_ms = 5000;
    await queueOne(bench);
    bench.dodo.faults.webhooks.delay_ms = 1000;
    await queueOne(bench);
    bench.clock.advance(5000);
    const sent = (await bench.dodo.deliver()).map(({ delivery_id }) => delivery_id);
    expect(sent).toEqual(bench.dodo.deliveries.map(({ delivery_id }) => delivery_id).reverse());
  });

  test("sends one after the other, so that a receiver gets them in order", async () => {
    const bench = createBench();
    const log: string[] = [];
    bench.receiver.answer = async () => {
      log.push("begin");
      await Promise.resolve();
      log.push("end");
      return new Response();
    };
    for (let i = 0; i < 2; i += 1) await queueOne(bench);
    await bench.dodo.deliver();
    expect(log).toEqual(["begin", "end", "begin", "end"]);
  });
});
