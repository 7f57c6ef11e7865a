/** How Dodo's lists of refunds and disputes are read. */
import { describe, expect, test } from "vitest";
import { PAID_IN_USD } from "../../../test/payloads.ts";
import { bodyOf, presentPayment } from "../../../test/books.ts";
import { open } from "../../../test/scenes.ts";
import { createWorld, STORAGES } from "../../../test/world.ts";
import { refundedShare } from "../../core/refund.ts";
import type { Report } from "../../core/report.ts";
import { toReport } from "./payment.ts";

/** Reads a payment of 54.13 USD, 4.13 of it tax, with these fields. */
function reportOf(fields: Record<string, unknown>, source: Report["source"] = "api"): Report {
  const report = toReport({ ...PAID_IN_USD.data, ...fields }, "test_mode", source);
  if (report === null) throw new Error("that is no payment");
  return report;
}

const share = (fields: Record<string, unknown>): number => refundedShare(5_000, reportOf(fields));

const dispute = (
  fields: Record<string, unknown> = {},
  dispute_status = "dispute_lost",
): Record<string, unknown> => ({
  ...{
    dispute_id: "dsp_1",
    amount: "5413",
    currency: "USD",
    dispute_stage: "dispute",
    dispute_status,
  },
  ...fields,
});

const refund = (fields: Record<string, unknown>): Record<string, unknown> => ({
  refund_id: "ref_1",
  status: "succeeded",
  is_partial: true,
  ...fields,
});

describe("the amount of a reversal", () => {
  test.each([null, undefined, "5413", 0.5])(
    "[C12] a full refund and a lost dispute are all of it where the total is %j",
    (total_amount) => {
      expect(share({ total_amount, refund_status: "full", refunds: [] })).toBe(5_000);
      expect(share({ total_amount, disputes: [dispute()] })).toBe(5_000);
      expect(share({ total_amount, refunds: [refund({ amount: 1_000 })] })).toBe(0);
    },
  );

  test.each([
    ["a fifth", [dispute({ amount: "1083" })], 1_000],
    [
      "a fifth, in the currency in lower case",
      [dispute({ amount: "1083", currency: "usd" })],
      1_000,
    ],
    [
      "two fifths in two disputes",
      [dispute({ amount: "1083" }), dispute({ amount: "1083" })],
      2_000,
    ],
    ["a fifth that was accepted", [dispute({ amount: "1083" }, "dispute_accepted")], 1_000],
    ["a fifth that was won", [dispute({ amount: "1083" }, "dispute_won")], 0],
    ["a fifth that is open", [dispute({ amount: "1083" }, "dispute_opened")], 0],
    ["the whole", [dispute()], 5_000],
    ["the whole, perhaps in major units", [dispute({ amount: "54" })], 49],
    ["the whole in major units", [dispute({ amount: "54.13" })], 5_000],
    ["more than the whole", [dispute({ amount: "5414" })], 5_000],
    ["a part in another currency", [dispute({ amount: "1083", currency: "EUR" })], 5_000],
    ["a part in no currency", [dispute({ amount: "1083", currency: null })], 5_000],
    ["nothing", [dispute({ amount: "0" })], 5_000],
    ["an unknown amount", [dispute({ amount: null })], 5_000],
    ["a number", [dispute({ amount: 1_083 })], 5_000],
    ["a text", [dispute({ amount: "some" })], 5_000],
    [
      "a part beside one that is not readable",
      [dispute({ amount: "1083" }), dispute({ amount: "1e3" })],
      5_000,
    ],
  ])(
    "[C12] a lost dispute over %s counts as that, or as all where it cannot be read",
    (_, disputes, expected) => {
      expect(share({ disputes })).toBe(expected);
    },
  );

  test("[C12] a hundredth of the total is the whole in major units", () => {
    expect(share({ total_amount: 5_000, disputes: [dispute({ amount: "50" })] })).toBe(5_000);
    expect(share({ total_amount: 5_000, disputes: [dispute({ amount: "51" })] })).toBe(51);
  });

  test("[C12] a refund and a lost dispute add up, and to no more than there was", () => {
    const refunds = [refund({ amount: 1_083 })];
    expect(share({ refunds, disputes: [dispute({ amount: "1083" })] })).toBe(2_000);
    expect(share({ refunds, disputes: [dispute({ amount: "5000" })] })).toBe(5_000);
  });

  test("[C12] a refund without its amount is the whole payment unless it is partial; otherwise the known amounts are counted, and known to be too little", () => {
    expect(share({ refunds: [refund({ is_partial: false })] })).toBe(5_000);
    for (const amount of [undefined, null, "1083", -1, 0.5]) {
      const report = reportOf({
        refund_status: "partial",
        refunds: [refund({ amount }), refund({ amount: 1_083 })],
      });
      expect([refundedShare(5_000, report), report.reversals_known]).toEqual([1_000, false]);
    }
    expect(reportOf({ refund_status: "full", refunds: [refund({})] }).reversals_known).toBe(true);
    expect(reportOf({ refunds: [refund({ status: "pending" })] }).reversals_known).toBe(true);
  });
});

describe("whether there is a reversal", () => {
  test.each([
    ["no dispute", [], false, null],
    ["an open dispute", [dispute({}, "dispute_opened")], true, "open"],
    ["a dispute of a new status", [dispute({}, "dispute_reopened_someday")], true, "open"],
    ["a dispute that has expired", [dispute({}, "dispute_expired")], true, "open"],
    ["a dispute that was lost", [dispute({}, "dispute_lost")], true, "lost"],
    ["a dispute that was accepted", [dispute({}, "dispute_accepted")], true, "lost"],
    ["a dispute that was withdrawn", [dispute({}, "dispute_cancelled")], false, "won"],
    ["a dispute that was won", [dispute({}, "dispute_won")], false, "won"],
    ["an entry that cannot be read", ["dsp_1"], true, null],
    ["a list that cannot be read", "soon", true, null],
    [
      "an open dispute beside an entry that cannot be read",
      [null, dispute({}, "dispute_opened")],
      true,
      "open",
    ],
    [
      "an open dispute after one that was lost",
      [dispute({}, "dispute_lost"), dispute({}, "dispute_opened")],
      true,
      "open",
    ],
    [
      "a dispute that was won after one that was lost",
      [dispute({}, "dispute_lost"), dispute({}, "dispute_won")],
      true,
      "lost",
    ],
  ])(
    "[C12] %s: money that is not credited yet may be disputed; only a dispute that was read marks a payment for good",
    (_, disputes, disputed, dispute_status) => {
      expect(reportOf({ disputes })).toMatchObject({ disputed, dispute_status });
    },
  );
});

describe.each(STORAGES)("on %s", (storage) => {
  test("[C12] a partial refund without its amount is logged, once for each payment", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    const { payment_id } = await world.dodo.pay(session_id);
    await world.dodo.deliver();
    world.dodo.patchPayment(payment_id, {
      refund_status: "partial",
      refunds: [refund({}), refund({ amount: 1_000 })] as never,
    });
    for (const webhook_id of ["msg_a", "msg_b"])
      await world.deliver(bodyOf(world, await presentPayment(world, payment_id)), { webhook_id });
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "paid",
      refunded_minor: 1_000,
    });
    expect(world.log.filter((line) => line.includes("a refund without its amount"))).toEqual([
      expect.stringContaining(payment_id),
    ]);
  });

  test.each([
    [
      "a full refund",
      { refund_status: "full", refunds: [refund({ amount: 5_000, is_partial: false })] },
    ],
    ["a lost dispute", { disputes: [dispute({ amount: "5000" })] }],
  ])(
    "[C12] %s of a credited payment is recorded whole where the API leaves the total out",
    async (_, patch) => {
      await using world = await createWorld({ storage });
      const { topup, session_id } = await open(world);
      const { payment_id } = await world.dodo.pay(session_id);
      await world.dodo.deliver();
      world.dodo.patchPayment(payment_id, { ...patch, total_amount: null });
      await world.deliver(bodyOf(world, await presentPayment(world, payment_id)), {
        webhook_id: "msg_reversal",
      });
      expect(await world.only(topup.topup_id)).toMatchObject({
        status: "paid",
        refunded_minor: 5_000,
      });
    },
  );
});
