import { describe, expect, test } from "vitest";
import { type Bench, createBench, openSession } from "../../test/bench.ts";
import { queueOne, statesOf, verifies } from "../../test/deliveries.ts";

const url = "http://other.test/hook";

/** The types that were queued for one endpoint. */
function typesFor({ dodo }: Bench, endpoint_id: string): string[] {
  return dodo.deliveries
    .filter((delivery) => delivery.endpoint_id === endpoint_id)
    .map(({ type }) => type);
}

/** Everything that happens to one payment: paid, refunded, disputed and won. */
async function live(bench: Bench): Promise<void> {
  const payment_id = await queueOne(bench);
  await bench.dodo.refund(payment_id, { amount: 1 });
  await bench.dodo.dispute(payment_id);
  await bench.dodo.dispute(payment_id, { type: "dispute.won" });
}

const all = ["payment.succeeded", "refund.succeeded", "dispute.opened", "dispute.won"];

describe("an endpoint receives", () => {
  test.each([
    ["every event without a filter", {}, all],
    ["every event with an empty filter", { filter_types: [] }, all],
    ["one type", { filter_types: ["dispute.won" as const] }, ["dispute.won"]],
    [
      "several types",
      { filter_types: ["payment.succeeded" as const, "refund.succeeded" as const] },
      ["payment.succeeded", "refund.succeeded"],
    ],
    ["nothing of types that do not happen", { filter_types: ["payout.success" as const] }, []],
    ["nothing while it is disabled", { disabled: true }, []],
  ])("%s", async (_, more, types) => {
    const bench = createBench();
    const { id } = await bench.sdk.webhooks.create({ url, ...more });
    await live(bench);
    expect(typesFor(bench, id)).toEqual(types);
  });

  test("other types after its filter was changed, and all of them after it was removed", async () => {
    const bench = createBench();
    const { id } = await bench.sdk.webhooks.create({ url, filter_types: ["refund.succeeded"] });
    await live(bench);
    await bench.sdk.webhooks.update(id, { filter_types: ["dispute.opened"] });
    await live(bench);
    await bench.sdk.webhooks.update(id, { filter_types: null });
    await live(bench);
    expect(typesFor(bench, id)).toEqual(["refund.succeeded", "dispute.opened", ...all]);
  });

  test("nothing of what happened before it was created", async () => {
    const bench = createBench();
    await live(bench);
    const { id } = await bench.sdk.webhooks.create({ url });
    expect(typesFor(bench, id)).toEqual([]);
  });
});

describe("deliveries of one event to several endpoints", () => {
  test("share the webhook-id and the body, and differ in delivery id, signature and headers", async () => {
    const bench = createBench();
    const { id } = await bench.sdk.webhooks.create({ url, headers: { "x-shop": "7" } });
    const { secret } = await bench.sdk.webhooks.retrieveSecret(id);
    await queueOne(bench);
    await bench.dodo.deliver();
    const [first, second] = bench.received;
    const [one, two] = bench.dodo.deliveries;
    expect(second?.body).toBe(first?.body);
    expect(two?.webhook_id).toBe(one?.webhook_id);
    expect(two?.delivery_id).not.toBe(one?.delivery_id);
    if (first === undefined || second === undefined)
      throw new Error("two deliveries were expected");
    expect([verifies(bench.dodo.webhook_key, first), verifies(secret, first)]).toEqual([
      true,
      false,
    ]);
    expect([verifies(bench.dodo.webhook_key, second), verifies(secret, second)]).toEqual([
      false,
      true,
    ]);
    expect([first.headers["x-shop"], second.headers["x-shop"]]).toEqual([undefined, "7"]);
  });

  test("are retried on their own", async () => {
    const bench = createBench({
      fetch: async (request) => new Response(null, { status: request.url === url ? 500 : 200 }),
    });
    await bench.sdk.webhooks.create({ url });
    await queueOne(bench);
    await bench.dodo.deliver();
    expect(statesOf(bench)).toEqual(["delivered", "waiting"]);
    bench.clock.advance(5000);
    expect(await bench.dodo.deliver()).toMatchObject([{ status: 500 }]);
    expect(bench.dodo.deliveries.map(({ attempts }) => attempts.length)).toEqual([1, 2]);
  });

  test("are as many as there are endpoints", async () => {
    const bench = createBench();
    for (let i = 0; i < 4; i += 1) await bench.sdk.webhooks.create({ url: `${url}/${i}` });
    await queueOne(bench);
    expect(await bench.dodo.deliver()).toHaveLength(5);
    expect(bench.received.map((received) => received.url)).toEqual([
      "http://shop.test/webhook",
      ...[0, 1, 2, 3].map((i) => `${url}/${i}`),
    ]);
  });
});

describe("a delivery that waits", () => {
  test("keeps waiting while its endpoint is disabled, and is sent when it is enabled again", async () => {
    const bench = createBench();
    const { id } = await bench.sdk.webhooks.create({ url });
    await queueOne(bench);
    await bench.sdk.webhooks.update(id, { disabled: true });
    bench.clock.advance(1e9);
    expect(await bench.dodo.deliver()).toHaveLength(1);
    expect(statesOf(bench)).toEqual(["delivered", "waiting"]);
    await bench.sdk.webhooks.update(id, { disabled: false });
    expect(await bench.dodo.deliver()).toHaveLength(1);
    expect(statesOf(bench)).toEqual(["delivered", "delivered"]);
  });

  test("is never sent after its endpoint was deleted", async () => {
    const bench = createBench();
    const { id } = await bench.sdk.webhooks.create({ url });
    await queueOne(bench);
    await bench.sdk.webhooks.delete(id);
    bench.clock.advance(1e9);
    expect([await bench.dodo.deliver(), await bench.dodo.deliverAll()].flat()).toHaveLength(1);
    expect(bench.received.map((received) => received.url)).toEqual(["http://shop.test/webhook"]);
  });

  test("carries the headers that its endpoint has at the attempt", async () => {
    const bench = createBench();
    const { id } = await bench.sdk.webhooks.create({ url, headers: { "x-a": "old" } });
    await queueOne(bench);
    await bench.sdk.webhooks.headers.update(id, { headers: { "x-a": "new", "x-b": "2" } });
    await bench.dodo.deliver();
    expect(bench.received[1]?.headers).toMatchObject({ "x-a": "new", "x-b": "2" });
  });
});

describe("headers of an endpoint", () => {
  test.each([
    ["content-type", "text/plain", "application/json"],
    ["webhook-id", "msg_forged", expect.stringMatching(/^msg_\w{27}$/)],
    ["webhook-timestamp", "1", "1795420800"],
    ["webhook-signature", "v1,forged", expect.stringMatching(/^v1,\S+$/)],
  ])("cannot replace %s", async (name, value, sent) => {
    const bench = createBench();
    await bench.sdk.webhooks.create({ url, headers: { [name]: value } });
    await queueOne(bench);
    await bench.dodo.deliver();
    expect(bench.received[1]?.headers[name]).toEqual(sent);
  });
});

describe("webhook_url", () => {
  test("is where the configured endpoint sends to, whatever it was when the event happened", async () => {
    const bench = createBench();
    await queueOne(bench);
    bench.dodo.webhook_url = "http://later.test/";
    await bench.dodo.deliver();
    expect(bench.received.map((received) => received.url)).toEqual(["http://later.test/"]);
  });

  test("is changed by the API as well", async () => {
    const { dodo, sdk } = createBench();
    const [endpoint] = (await sdk.webhooks.list()).data;
    await sdk.webhooks.update(endpoint?.id ?? "", { url: "http://later.test/" });
    expect(dodo.webhook_url).toBe("http://later.test/");
  });

  test("is not listed by the API while it is not set", async () => {
    const { dodo, sdk } = createBench();
    dodo.webhook_url = null;
    expect((await sdk.webhooks.list()).data).toEqual([]);
  });

  test("that is missing lets events wait, unless another endpoint wants them", async () => {
    const bench = createBench();
    bench.dodo.webhook_url = null;
    await bench.sdk.webhooks.create({ url, filter_types: ["refund.succeeded"] });
    const payment_id = await queueOne(bench);
    await bench.dodo.refund(payment_id, { amount: 1 });
    expect(bench.dodo.deliveries.map(({ type }) => type)).toEqual([
      "payment.succeeded",
      "refund.succeeded",
    ]);
    bench.dodo.webhook_url = "http://later.test/";
    await bench.dodo.deliver();
    expect(bench.received.map((received) => received.url)).toEqual(["http://later.test/", url]);
  });
});

test("emit() throws if no enabled endpoint wants the type", async () => {
  const { dodo, sdk } = createBench();
  const [endpoint] = (await sdk.webhooks.list()).data;
  await sdk.webhooks.update(endpoint?.id ?? "", { filter_types: ["payment.succeeded"] });
  expect(() => dodo.emit("payment.failed", {})).toThrow(
    "no enabled webhook endpoint wants payment.failed",
  );
  expect(dodo.emit("payment.succeeded", {})).toMatchObject({ state: "waiting" });
  await sdk.webhooks.update(endpoint?.id ?? "", { disabled: true });
  expect(() => dodo.emit("payment.succeeded", {})).toThrow(
    "no enabled webhook endpoint wants payment.succeeded",
  );
});

test("a payment whose event no endpoint wants is made all the same", async () => {
  const bench = createBench();
  const [endpoint] = (await bench.sdk.webhooks.list()).data;
  await bench.sdk.webhooks.update(endpoint?.id ?? "", { disabled: true });
  expect(await bench.dodo.pay(await openSession(bench.sdk))).toMatchObject({ status: "succeeded" });
  expect(bench.dodo.deliveries).toEqual([]);
});
