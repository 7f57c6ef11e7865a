import { describe, expect, test } from "vitest";
import { codeOf } from "../../test/api.ts";
import { type Bench, createBench, openSession } from "../../test/bench.ts";
import { bodies, typesOf } from "../../test/deliveries.ts";
import type { DisputeEvent } from "./dispute.ts";

/** A payment without an event of its own. */
async function paid({ dodo, sdk }: Bench, outcome = {}): Promise<string> {
  return (await dodo.pay(await openSession(sdk), { silent: true, ...outcome })).payment_id;
}

/** Every event of a dispute, with the status that it means. */
const events: readonly [DisputeEvent, dispute_status: string][] = [
  ["dispute.opened", "dispute_opened"],
  ["dispute.expired", "dispute_expired"],
  ["dispute.accepted", "dispute_accepted"],
  ["dispute.cancelled", "dispute_cancelled"],
  ["dispute.challenged", "dispute_challenged"],
  ["dispute.won", "dispute_won"],
  ["dispute.lost", "dispute_lost"],
];

describe.each(events)("%s", (type, dispute_status) => {
  test(`opens a dispute that is ${dispute_status} if there is none`, async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    expect(await bench.dodo.dispute(payment_id, { type })).toMatchObject({
      payment_id,
      dispute_status,
      amount: "5000",
      currency: "USD",
      dispute_stage: "dispute",
      is_resolved_by_rdr: false,
      remarks: null,
      created_at: "2026-11-23T08:00:00.000000Z",
    });
    expect(typesOf(bench)).toEqual([type]);
  });

  test("changes the last dispute, except that another dispute.opened is another dispute", async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    const first = await bench.dodo.dispute(payment_id);
    bench.clock.advance(60_000);
    const second = await bench.dodo.dispute(payment_id, { type });
    const { disputes } = await bench.sdk.payments.retrieve(payment_id);
    if (type === "dispute.opened")
      expect([second.dispute_id === first.dispute_id, disputes.length]).toEqual([false, 2]);
    else
      expect([second.dispute_id, second.created_at, disputes]).toEqual([
        first.dispute_id,
        first.created_at,
        [second],
      ]);
  });

  test("is in the payment, in its list item and over the API", async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    const { dispute_id } = await bench.dodo.dispute(payment_id, { type });
    expect((await bench.sdk.payments.retrieve(payment_id)).disputes).toMatchObject([
      { dispute_id, dispute_status },
    ]);
    expect((await bench.sdk.payments.list()).items).toMatchObject([{ dispute_status }]);
    expect(await bench.sdk.disputes.retrieve(dispute_id)).toMatchObject({
      dispute_id,
      dispute_status,
    });
  });
});

describe("the stage of a dispute", () => {
  test.each([
    ["of a new one", {}, "dispute"],
    ["resolved by RDR", { rdr: true }, "pre_dispute"],
    ["that is given", { stage: "pre_arbitration" }, "pre_arbitration"],
    ["that is given with RDR", { stage: "dispute", rdr: true }, "dispute"],
  ] as const)("%s with %j is %s", async (_, options, stage) => {
    const bench = createBench();
    expect(await bench.dodo.dispute(await paid(bench), options)).toMatchObject({
      dispute_stage: stage,
    });
  });

  test("stays when the dispute changes, until another one is given", async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    await bench.dodo.dispute(payment_id, { stage: "pre_dispute" });
    expect(await bench.dodo.dispute(payment_id, { type: "dispute.challenged" })).toMatchObject({
      dispute_stage: "pre_dispute",
    });
    expect(
      await bench.dodo.dispute(payment_id, { type: "dispute.lost", stage: "pre_arbitration" }),
    ).toMatchObject({ dispute_stage: "pre_arbitration" });
  });
});

describe("Rapid Dispute Resolution", () => {
  test("loses a dispute without a refund event, and the payment counts no refund", async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    await bench.dodo.dispute(payment_id, { type: "dispute.lost", rdr: true });
    expect(typesOf(bench)).toEqual(["dispute.lost"]);
    expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({
      refunds: [],
      refund_status: null,
      disputes: [{ is_resolved_by_rdr: true }],
    });
  });

  test("is in the event, in both of its forms", async () => {
    for (const dispute_events of ["full", "short"] as const) {
      const bench = createBench({ dispute_events });
      await bench.dodo.dispute(await paid(bench), { type: "dispute.lost", rdr: true });
      await bench.dodo.deliver();
      expect(bodies(bench)).toMatchObject([
        {
          type: "dispute.lost",
          data: { payload_type: "Dispute", is_resolved_by_rdr: true, dispute_stage: "pre_dispute" },
        },
      ]);
    }
  });
});

describe("the amount of a dispute", () => {
  test.each([
    [{}, "5000", "USD"],
    [{ tax: 413 }, "5413", "USD"],
    [{ currency: "INR" }, "469545", "INR"],
    [{ currency: "JPY", tax: 500 }, "8866", "JPY"],
  ])("of a payment with %j is the string %s in %s", async (outcome, amount, currency) => {
    const bench = createBench();
    expect(await bench.dodo.dispute(await paid(bench, outcome))).toMatchObject({
      amount,
      currency,
    });
  });

  test("stays that of the payment after a partial refund", async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    await bench.dodo.refund(payment_id, { amount: 2000 });
    expect(await bench.dodo.dispute(payment_id)).toMatchObject({ amount: "5000" });
  });
});

describe("the events of a dispute", () => {
  test("contain the latest state, the customer and a reason", async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    const { dispute_id } = await bench.dodo.dispute(payment_id);
    await bench.dodo.dispute(payment_id, { type: "dispute.won" });
    await bench.dodo.deliver();
    const data = {
      payload_type: "Dispute",
      dispute_id,
      payment_id,
      dispute_status: "dispute_won",
      amount: "5000",
      customer: { email: "buyer@example.com" },
      payment_provider: "dodo",
      brand_id: "bus_emulator",
      reason: null,
    };
    expect(bodies(bench)).toMatchObject([
      { type: "dispute.opened", data },
      { type: "dispute.won", data },
    ]);
  });

  test("name the payment for the delivery list", async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    await bench.dodo.dispute(payment_id);
    expect(bench.dodo.deliveries).toMatchObject([{ payment_id, type: "dispute.opened" }]);
  });
});

test("what dispute() returns is a copy", async () => {
  const bench = createBench();
  const payment_id = await paid(bench);
  const opened = await bench.dodo.dispute(payment_id);
  await bench.dodo.dispute(payment_id, { type: "dispute.lost" });
  expect(opened.dispute_status).toBe("dispute_opened");
  opened.amount = "0";
  expect((await bench.sdk.payments.retrieve(payment_id)).disputes).toMatchObject([
    { amount: "5000" },
  ]);
});

test("a dispute updates the payment's time", async () => {
  const bench = createBench();
  const payment_id = await paid(bench);
  bench.clock.advance(1500);
  await bench.dodo.dispute(payment_id);
  expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({
    updated_at: "2026-11-23T08:00:01.500000Z",
  });
});

test("an unknown payment cannot be disputed", async () => {
  expect(await codeOf(createBench().dodo.dispute("pay_unknown"))).toBe("NOT_FOUND");
});
