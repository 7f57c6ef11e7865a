import { expect, test } from "vitest";
import { type Bench, createBench, openSession, start } from "../../test/bench.ts";
import { press } from "../../test/visits.ts";

const look = async ({ dodo }: Bench, url = `${dodo.url}/`): Promise<string> =>
  await (await dodo.fetch(new Request(url))).text();

test("the page shows where things are and what happened, escaped and without script", async () => {
  const bench = createBench();
  const session_id = await openSession(bench.sdk, 5000, {
    customer: { email: "ada@example.com", name: "Ada" },
  });
  const { payment_id } = await bench.dodo.pay(session_id);
  bench.dodo.emit("<script>", {});
  const text = await look(bench);
  for (const shown of [
    bench.dodo.api_key,
    bench.dodo.webhook_key,
    "http://shop.test/webhook",
    session_id,
    payment_id,
    "50.00 USD",
    "payment.succeeded",
  ])
    expect(text).toContain(shown);
  expect(text).not.toContain("<script");
});

test("open a checkout leads to its page", async () => {
  const bench = createBench();
  const response = await press(bench, "checkout", { product_id: "pdt_topup", amount: "12.50" });
  expect(response.status).toBe(303);
  expect(await look(bench, new URL(response.location ?? "", bench.dodo.url).href)).toContain(
    "12.50 USD",
  );
});

test.each([
  ["succeed", "succeeded"],
  ["fail", "failed"],
])("%s finishes a payment as %s", async (action, status) => {
  const bench = createBench();
  const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk), {
    result: "processing",
  });
  expect((await press(bench, action, { id: payment_id })).location).toBe(
    `/?open=${payment_id}#${payment_id}`,
  );
  expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({ status });
});

test("refund takes an amount or all that is left, and a dispute moves along", async () => {
  const bench = createBench();
  const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk), { silent: true });
  await press(bench, "refund", { id: payment_id, amount: "10.83" });
  await press(bench, "refund", { id: payment_id, amount: "" });
  await press(bench, "dispute", { id: payment_id });
  await press(bench, "dispute-lost", { id: payment_id });
  expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({
    refunds: [{ amount: 1083 }, { amount: 3917 }],
    disputes: [{ dispute_status: "dispute_lost" }],
  });
  expect(bench.dodo.deliveries.map((delivery) => delivery.type)).toEqual([
    "refund.succeeded",
    "refund.succeeded",
    "dispute.opened",
    "dispute.lost",
  ]);
});

test("a delivery is sent again, sent twice, delayed and lost", async () => {
  const bench = createBench();
  await bench.dodo.pay(await openSession(bench.sdk));
  const id = bench.dodo.deliveries[0]?.delivery_id ?? "";
  await press(bench, "delay", { id, seconds: "60" });
  expect(bench.dodo.deliveries[0]).toMatchObject({
    state: "waiting",
    next_attempt_at: start + 60_000,
  });
  await press(bench, "lose", { id });
  expect([bench.dodo.deliveries[0]?.state, await bench.dodo.deliver()]).toEqual(["lost", []]);
  await press(bench, "resend", { id });
  await press(bench, "duplicate", { id });
  expect(new Set(bench.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect([bench.received.length, bench.dodo.deliveries[0]?.state]).toEqual([3, "delivered"]);
});

test("faults and the webhook target are set, and wrong values are refused with a message", async () => {
  const bench = createBench();
  await press(bench, "faults", { lose: "2", duplicate: "1", seconds: "3" });
  expect(bench.dodo.faults.webhooks).toMatchObject({ lose: 2, duplicate: 1, delay_ms: 3000 });
  await press(bench, "target", { url: "http://localhost:3000/hook" });
  expect(bench.dodo.webhook_url).toBe("http://localhost:3000/hook");
  for (const [action, fields] of [
    ["target", { url: "javascript:alert(1)" }],
    ["faults", { lose: "-1" }],
    ["refund", { id: "pay_1" }],
    ["checkout", { amount: "x" }],
    ["nothing", {}],
    ["constructor", {}],
  ] as const) {
    const response = await press(bench, action, fields);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.text).toContain("Back to the emulator");
  }
  expect(bench.dodo.webhook_url).toBe("http://localhost:3000/hook");
});

test.each([
  ["another site", { origin: "https://evil.example" }],
  ["a sandboxed frame", { origin: "null" }],
  ["another port of this machine", { origin: "http://dodo.localhost:81" }],
  ["a site that hides its origin", { "sec-fetch-site": "cross-site" }],
])("%s cannot press a button", async (_, headers) => {
  const bench = createBench();
  const { payment_id } = await bench.dodo.pay(await openSession(bench.sdk), {
    result: "processing",
  });
  expect((await press(bench, "succeed", { id: payment_id }, headers)).status).toBe(403);
  expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({ status: "processing" });
});

test("a foreign name that resolves to this machine is refused", async () => {
  const { dodo } = createBench();
  const response = await dodo.fetch(new Request("http://evil.example:4400/"));
  expect(response.status).toBe(403);
  expect(response.text).not.toContain(dodo.api_key);
});
