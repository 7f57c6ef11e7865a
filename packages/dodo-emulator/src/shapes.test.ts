/** What the API answers and what it delivers has the shape of the official SDK's types. */
import { describe, expect, test } from "vitest";
import { createBench, createReferenceBench, openSession } from "../test/bench.ts";
import { bodies } from "../test/deliveries.ts";
import { expectShape, shapeOf } from "../test/shapes.ts";

describe.each([
  ["as deliveries show it", createBench],
  ["as the reference describes it", createReferenceBench],
])("a purchase %s", (_name, create) => {
  test("has the shape of the types in all its events", async () => {
    const bench = create({ tax_bps: 1000 });
    const { dodo, sdk } = bench;
    for (const result of ["failed", "processing", "cancelled"] as const)
      await dodo.pay(await openSession(sdk), { result });
    const { payment_id } = await dodo.pay(await openSession(sdk), {
      discount: 100,
      currency: "EUR",
    });
    await dodo.refund(payment_id, { amount: 100 });
    await dodo.dispute(payment_id);
    await dodo.dispute(payment_id, { type: "dispute.lost", rdr: true });
    await dodo.deliver();
    expect(bodies(bench)).toHaveLength(7);
    for (const { status } of dodo.deliveries.flatMap(({ attempts }) => attempts))
      expect(status).toBe(200);
  });
});

test.each([
  ["a field too many", { extra: 1 }],
  ["a field too few", { payment_id: undefined }],
  ["a field of another type", { total_amount: "5000" }],
])("a payment with %s is noticed", async (_name, change) => {
  const { dodo, sdk } = createBench();
  const payment = await dodo.pay(await openSession(sdk));
  expectShape("GET /payments/{id}", payment);
  const changed = JSON.parse(JSON.stringify({ ...payment, ...change }));
  expect(() => expectShape("GET /payments/{id}", changed)).toThrow("has not the shape");
  const delivered = (data: object): object => ({
    business_id: "bus_1",
    type: "payment.succeeded",
    timestamp: "2026-11-23T08:00:00Z",
    data: { payload_type: "Payment", ...data },
  });
  expectShape("delivery", delivered(payment));
  expect(() => expectShape("delivery", delivered(changed))).toThrow("has not the shape");
});

test("each route has the shape of its own", () => {
  expect(shapeOf("GET", "/discounts/code/HALF")).toBe("GET /discounts/code/{id}");
  expect(shapeOf("GET", "/payments/pay_1/line-items")).toBe("GET /payments/{id}/line-items");
  expect(shapeOf("DELETE", "/webhooks/whk_1")).toBeNull();
});
