import { describe, expect, test } from "vitest";
import { codeOf } from "../../test/api.ts";
import { type Bench, createBench, openSession } from "../../test/bench.ts";
import { bodies, typesOf } from "../../test/deliveries.ts";

async function paid({ dodo, sdk }: Bench, outcome = {}): Promise<string> {
  return (await dodo.pay(await openSession(sdk), { silent: true, ...outcome })).payment_id;
}

describe("a refund that is", () => {
  test.each([
    ["succeeded", ["refund.succeeded"], "full"],
    ["failed", ["refund.failed"], null],
    ["pending", [], null],
    ["review", [], null],
  ] as const)(
    "%s sends %j and makes the payment's refund_status %s",
    async (status, types, refund_status) => {
      const bench = createBench();
      const payment_id = await paid(bench);
      expect(await bench.dodo.refund(payment_id, { status })).toMatchObject({
        status,
        amount: 5000,
        is_partial: false,
      });
      expect(typesOf(bench)).toEqual(types);
      expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({
        refund_status,
        refunds: [{ status }],
      });
    },
  );
});

describe("finishRefund()", () => {
  test("refunds no more than was paid, also if two refunds were begun for all of it", async () => {
    const bench = createBench();
    const { dodo, sdk } = bench;
    const payment_id = await paid(bench);
    const [first, second] = [
      await dodo.refund(payment_id, { status: "pending" }),
      await dodo.refund(payment_id, { status: "review" }),
    ];
    await dodo.finishRefund(first.refund_id, "succeeded");
    await expect(
      (async () => await dodo.finishRefund(second.refund_id, "succeeded"))(),
    ).rejects.toMatchObject({ code: "REFUND_AMOUNT_EXCEEDS_PAID_AMOUNT" });
    expect(await sdk.payments.retrieve(payment_id)).toMatchObject({
      refund_status: "full",
      refunds: [{ status: "succeeded" }, { status: "review" }],
    });
    expect(await dodo.finishRefund(second.refund_id, "failed")).toMatchObject({ status: "failed" });
    expect(typesOf(bench)).toEqual(["refund.succeeded", "refund.failed"]);
  });

  test("refunds the rest, if the other refund of the same money has failed", async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    const [part, whole] = [
      await bench.dodo.refund(payment_id, { status: "pending", amount: 2_000 }),
      await bench.dodo.refund(payment_id, { status: "pending" }),
    ];
    await bench.dodo.finishRefund(part.refund_id, "failed");
    await bench.dodo.finishRefund(whole.refund_id, "succeeded");
    expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({ refund_status: "full" });
  });

  test.each([
    ["pending", "succeeded", "full"],
    ["review", "succeeded", "full"],
    ["pending", "failed", null],
    ["review", "failed", null],
  ] as const)(
    "ends one that is %s as %s, and the refund_status is %s",
    async (status, result, refund_status) => {
      const bench = createBench();
      const payment_id = await paid(bench);
      const { refund_id } = await bench.dodo.refund(payment_id, { status });
      bench.clock.advance(1000);
      expect(await bench.dodo.finishRefund(refund_id, result)).toMatchObject({
        refund_id,
        status: result,
      });
      expect(typesOf(bench)).toEqual([`refund.${result}`]);
      expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({
        refund_status,
        refunds: [{ refund_id, status: result }],
        updated_at: "2026-11-23T08:00:01.000000Z",
      });
      expect(await bench.sdk.refunds.retrieve(refund_id)).toMatchObject({ status: result });
    },
  );

  test.each(["succeeded", "failed"] as const)(
    "refuses one that is %s, and sends nothing more",
    async (status) => {
      const bench = createBench();
      const { refund_id } = await bench.dodo.refund(await paid(bench), { status });
      await expect(bench.dodo.finishRefund(refund_id, "succeeded")).rejects.toMatchObject({
        status: 409,
        code: "REFUND_ALREADY_FINISHED",
        message: `refund ${refund_id} is already ${status}`,
      });
      expect(typesOf(bench)).toEqual([`refund.${status}`]);
    },
  );

  test("does not know an unknown one", async () => {
    expect(await codeOf(createBench().dodo.finishRefund("ref_unknown", "failed"))).toBe(
      "NOT_FOUND",
    );
  });

  test("of a payment that was replaced meanwhile changes the refund alone", async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    const { refund_id } = await bench.dodo.refund(payment_id, { status: "pending" });
    bench.dodo.putPayment({ payment_id, status: "succeeded", total_amount: 5000 });
    expect(await bench.dodo.finishRefund(refund_id, "failed")).toMatchObject({ status: "failed" });
    expect(await bench.sdk.payments.retrieve(payment_id)).not.toHaveProperty("refunds");
  });
});

describe("several refunds of 5000 cents", () => {
  test.each([
    [[1], "partial", 4999],
    [[2500, 2500], "full", 0],
    [[1, 1, 1], "partial", 4997],
    [[4999], "partial", 1],
    [[5000], "full", 0],
  ])("of %j are %s and leave %i", async (amounts, refund_status, left) => {
    const bench = createBench();
    const payment_id = await paid(bench);
    for (const amount of amounts)
      expect(await bench.dodo.refund(payment_id, { amount })).toMatchObject({
        amount,
        is_partial: amount < 5000,
      });
    expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({
      refund_status,
      refunds: amounts.map((amount) => ({ amount })),
    });
    expect(await codeOf(bench.dodo.refund(payment_id, { amount: left + 1 }))).toBe(
      "REFUND_AMOUNT_EXCEEDS_PAID_AMOUNT",
    );
  });

  test("that fail or wait take nothing, so that all of it can still be refunded", async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    await bench.dodo.refund(payment_id, { amount: 4000, status: "failed" });
    await bench.dodo.refund(payment_id, { amount: 4000, status: "pending" });
    expect(await bench.dodo.refund(payment_id)).toMatchObject({ amount: 5000 });
    expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({ refund_status: "full" });
  });

  test("have ids of their own", async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    const ids = [
      await bench.dodo.refund(payment_id, { amount: 1 }),
      await bench.dodo.refund(payment_id, { amount: 1 }),
    ].map(({ refund_id }) => refund_id);
    expect(ids).toEqual([
      expect.stringMatching(/^ref_\w{21}$/),
      expect.stringMatching(/^ref_\w{21}$/),
    ]);
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe("the amount", () => {
  test.each([
    [0, "INVALID_REQUEST_PARAMETERS"],
    [-1, "INVALID_REQUEST_PARAMETERS"],
    [1.5, "INVALID_REQUEST_PARAMETERS"],
    [NaN, "INVALID_REQUEST_PARAMETERS"],
    [5001, "REFUND_AMOUNT_EXCEEDS_PAID_AMOUNT"],
    [Number.MAX_SAFE_INTEGER, "REFUND_AMOUNT_EXCEEDS_PAID_AMOUNT"],
  ])("%d is refused with %s, names what is left, and changes nothing", async (amount, code) => {
    const bench = createBench();
    const payment_id = await paid(bench);
    await expect(bench.dodo.refund(payment_id, { amount })).rejects.toMatchObject({
      code,
      message: "a refund must be a whole number from 1 to 5000",
    });
    expect(await bench.sdk.payments.retrieve(payment_id)).toMatchObject({
      refunds: [],
      refund_status: null,
      updated_at: null,
    });
    expect(bench.dodo.deliveries).toEqual([]);
  });

  test.each([
    [{ tax: 413 }, 5413, "USD"],
    [{ currency: "INR" }, 469_545, "INR"],
    [{ currency: "JPY" }, 8060, "JPY"],
  ])(
    "of all that is left of a payment with %j is %i %s, tax included",
    async (outcome, amount, currency) => {
      const bench = createBench();
      expect(await bench.dodo.refund(await paid(bench, outcome))).toMatchObject({
        amount,
        currency,
        is_partial: false,
      });
    },
  );
});

describe("the event of a refund", () => {
  test("has the fields of the API reference, its own metadata and no metadata of the payment", async () => {
    const bench = createBench();
    const payment_id = await paid(bench);
    const refund = await bench.dodo.refund(payment_id, {
      amount: 1000,
      reason: "Unused",
      metadata: { ticket: "7" },
    });
    await bench.dodo.deliver();
    expect(bodies(bench)).toEqual([
      {
        business_id: "bus_emulator",
        type: "refund.succeeded",
        timestamp: "2026-11-23T08:00:00.000000Z",
        data: {
          payload_type: "Refund",
          refund_id: refund.refund_id,
          payment_id,
          business_id: "bus_emulator",
          brand_id: "bus_emulator",
          created_at: "2026-11-23T08:00:00.000000Z",
          customer: refund.customer,
          is_partial: true,
          metadata: { ticket: "7" },
          status: "succeeded",
          amount: 1000,
          currency: "USD",
          reason: "Unused",
        },
      },
    ]);
  });

  test("contains the latest state: a failure that a later attempt sees", async () => {
    const bench = createBench();
    const { refund_id } = await bench.dodo.refund(await paid(bench), { status: "pending" });
    await bench.dodo.finishRefund(refund_id, "failed");
    await bench.dodo.deliver();
    expect(bodies(bench)).toMatchObject([
      { type: "refund.failed", data: { refund_id, status: "failed" } },
    ]);
  });
});

test("what refund() returns is a copy", async () => {
  const bench = createBench();
  const refund = await bench.dodo.refund(await paid(bench), { status: "pending" });
  await bench.dodo.finishRefund(refund.refund_id, "succeeded");
  expect(refund.status).toBe("pending");
});

test("an unknown payment cannot be refunded", async () => {
  expect(await codeOf(createBench().dodo.refund("pay_unknown"))).toBe("NOT_FOUND");
});
