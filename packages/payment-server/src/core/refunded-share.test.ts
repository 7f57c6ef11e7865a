/** The share of our net amount that went back to the buyer: its bounds and its rounding. */
import { describe, expect, test } from "vitest";
import { REPORT } from "../../test/money-rule.ts";
import { refundedShare } from "./refund.ts";
import type { Report, Returned } from "./report.ts";

/** Of a payment of `total` with this net, returns the share of what was refunded and lost. */
function share(
  net_minor: number | null,
  total_minor: Report["total_minor"],
  refund_sum_minor: Returned,
  dispute_lost_minor: Returned = 0,
): number {
  return refundedShare(net_minor, {
    ...REPORT,
    total_minor,
    refund_sum_minor,
    dispute_lost_minor,
  });
}

describe("the refunded share", () => {
  test.each<[what: string, got: number, expected: number]>([
    ["nothing", share(5_000, 5_413, 0), 0],
    ["all of it, as its sum", share(5_000, 5_413, 5_413), 5_000],
    ["all of it, as `all`", share(5_000, 5_413, "all"), 5_000],
    ["half of a total with tax", share(5_000, 5_900, 2_950), 2_500],
    ["rupees of a payment of 4,21,337 paise", share(5_000, 421_337, 140_445), 1_666],
    ["one cent of three, rounded down", share(2, 3, 1), 0],
    ["two cents of three, rounded down", share(2, 3, 2), 1],
    ["one cent less than everything", share(5_000, 5_413, 5_412), 4_999],
    ["a refund and a lost dispute together", share(5_000, 5_000, 1_000, 500), 1_500],
    ["a lost dispute of everything", share(5_000, 5_413, 0, "all"), 5_000],
    ["a refund beside a dispute of everything", share(5_000, 5_413, 100, "all"), 5_000],
    [
      "more than was paid: a refund and a dispute of it all",
      share(5_000, 5_413, 5_413, 5_413),
      5_000,
    ],
    ["all of a payment whose total is not known", share(5_000, null, "all"), 5_000],
    ["a part of a payment whose total is not known", share(5_000, null, 1_000), 0],
    ["a part of a payment whose total is unreadable", share(5_000, "malformed", 1_000), 0],
    ["a part of a payment of nothing", share(0, 0, 0), 0],
    ["a payment whose net is not known", share(null, 5_413, "all"), 0],
    ["a yen payment in whole yen", share(5_000, 7_843, 7_842), 4_999],
  ])("of %s", (_, got, expected) => {
    expect(got).toBe(expected);
  });

  test("is exact where the product of both amounts is no safe integer", () => {
    // Floating point loses a cent here: 189,398,611 * 161,645,486 is greater than 2^53.
    expect(share(189_398_611, 257_042_822, 161_645_486)).toBe(119_106_343);
    expect(share(180_898_210, 284_371_311, 102_608_205)).toBe(65_272_550);
    expect(share(300_000_000_000_001, 900_000_000_000_003, 900_000_000_000_002)).toBe(
      300_000_000_000_000,
    );
  });

  test("never exceeds the net, never shrinks as more is refunded, and is all of it only at the end", () => {
    for (const [net, total] of [
      [5_000, 5_413],
      [7, 1_000],
      [1_000, 7],
      [1, 1],
      [499, 421_337],
    ] as const) {
      let before = 0;
      for (let refunded = 0; refunded <= total; refunded += Math.max(1, Math.floor(total / 97))) {
        const now = share(net, total, refunded);
        expect(now, `${refunded} of ${total}`).toBeGreaterThanOrEqual(before);
        if (refunded < total) expect(now, `${refunded} of ${total}`).toBeLessThan(net);
        before = now;
      }
      for (const over of [0, 1, total]) expect(share(net, total, total + over)).toBe(net);
    }
  });

  test("does not depend on whether the money went back by a refund or by a dispute", () => {
    for (const [refund, lost] of [
      [0, 1_500],
      [1_500, 0],
      [700, 800],
    ] as const)
      expect(share(5_000, 5_413, refund, lost)).toBe(1_385);
  });
});
