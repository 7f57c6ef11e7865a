import { expect, test } from "vitest";
import { createBench, openSession } from "../../test/bench.ts";

test("partial refunds add up to a full one, each with an event and an id of its own", async () => {
  const { dodo, sdk, received } = createBench();
  const { payment_id } = await dodo.pay(await openSession(sdk), { silent: true });
  const first = await dodo.refund(payment_id, { amount: 1083, reason: "Unused credit" });
  expect(first).toMatchObject({
    refund_id: expect.stringMatching(/^ref_/),
    amount: 1083,
    is_partial: true,
    status: "succeeded",
    metadata: {},
    reason: "Unused credit",
  });
  expect(await sdk.payments.retrieve(payment_id)).toMatchObject({
    refund_status: "partial",
    refunds: [{ refund_id: first.refund_id, amount: 1083 }],
  });
  const rest = await dodo.refund(payment_id);
  expect(rest.amount).toBe(3917);
  expect(await sdk.payments.retrieve(payment_id)).toMatchObject({
    refund_status: "full",
    refunds: [{}, {}],
  });
  await dodo.deliver();
  expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
    {
      type: "refund.succeeded",
      data: { payload_type: "Refund", refund_id: first.refund_id, payment_id },
    },
    {
      type: "refund.succeeded",
      data: { payload_type: "Refund", refund_id: rest.refund_id, payment_id },
    },
  ]);
});

test("a refund in a payment lists no customer, brand or metadata", async () => {
  const { dodo, sdk } = createBench();
  const { payment_id } = await dodo.pay(await openSession(sdk));
  await dodo.refund(payment_id);
  const [item] = (await sdk.payments.retrieve(payment_id)).refunds;
  expect(Object.keys(item ?? {}).sort()).toEqual([
    "amount",
    "business_id",
    "created_at",
    "currency",
    "is_partial",
    "payment_id",
    "reason",
    "refund_id",
    "status",
  ]);
});

test("a refund that is pending sends no event, one that fails sends refund.failed, and neither counts", async () => {
  const { dodo, sdk } = createBench();
  const { payment_id } = await dodo.pay(await openSession(sdk), { silent: true });
  await dodo.refund(payment_id, { status: "pending" });
  expect(dodo.deliveries).toEqual([]);
  await dodo.refund(payment_id, { status: "failed" });
  expect(dodo.deliveries.map((delivery) => delivery.type)).toEqual(["refund.failed"]);
  expect(await sdk.payments.retrieve(payment_id)).toMatchObject({ refund_status: null });
});

test.each([0, -1, 5001, 1.5])("a refund of %d of 5000 throws", async (amount) => {
  const { dodo, sdk } = createBench();
  const { payment_id } = await dodo.pay(await openSession(sdk));
  await expect(dodo.refund(payment_id, { amount })).rejects.toThrow(/refund/);
});

test("a dispute has its amount as a string and shows in the payment", async () => {
  const { dodo, sdk, received } = createBench();
  const { payment_id } = await dodo.pay(await openSession(sdk), { silent: true });
  const opened = await dodo.dispute(payment_id);
  expect(opened).toMatchObject({
    dispute_id: expect.stringMatching(/^dsp_/),
    amount: "5000",
    dispute_stage: "dispute",
    dispute_status: "dispute_opened",
  });
  const lost = await dodo.dispute(payment_id, { type: "dispute.lost" });
  expect(lost.dispute_id).toBe(opened.dispute_id);
  expect((await sdk.payments.retrieve(payment_id)).disputes).toEqual([lost]);
  await dodo.deliver();
  expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
    // The latest state, not the one at the time of the event.
    { type: "dispute.opened", data: { payload_type: "Dispute", dispute_status: "dispute_lost" } },
    { type: "dispute.lost", data: { payload_type: "Dispute", dispute_status: "dispute_lost" } },
  ]);
});

test("a dispute resolved by RDR is lost before it is a dispute, without a refund", async () => {
  const { dodo, sdk } = createBench();
  const { payment_id } = await dodo.pay(await openSession(sdk), { silent: true });
  expect(await dodo.dispute(payment_id, { type: "dispute.lost", rdr: true })).toMatchObject({
    dispute_stage: "pre_dispute",
    dispute_status: "dispute_lost",
    is_resolved_by_rdr: true,
  });
  expect(await sdk.payments.retrieve(payment_id)).toMatchObject({
    refund_status: null,
    refunds: [],
  });
  expect(dodo.deliveries.map((delivery) => delivery.type)).toEqual(["dispute.lost"]);
});

test.each([
  ["full", ["brand_id", "customer", "payment_provider", "reason"]],
  ["short", []],
] as const)(
  "dispute_events %s: an event has the fields %j beyond those in the payment",
  async (dispute_events, more) => {
    const { dodo, sdk, received } = createBench({ dispute_events });
    const { payment_id } = await dodo.pay(await openSession(sdk), { silent: true });
    const dispute = await dodo.dispute(payment_id);
    await dodo.deliver();
    const { data } = JSON.parse(received[0]?.body ?? "");
    expect(Object.keys(data).sort()).toEqual(
      [...Object.keys(dispute), "payload_type", ...more].sort(),
    );
  },
);
