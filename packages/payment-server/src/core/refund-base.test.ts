import { expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import { learnedNet, refundBase } from "./refund.ts";

test("refunds are a share of the net amount, or of the price while that is not known", () => {
  expect(refundBase({ net_minor: 4_200, amount_minor: 5_000 })).toBe(4_200);
  expect(refundBase({ net_minor: 0, amount_minor: 5_000 })).toBe(0);
  expect(refundBase({ net_minor: null, amount_minor: 5_000 })).toBe(5_000);
});

test.each([
  // The net amount of the row, what is refunded of it, the reported one, and what is stored.
  [null, 0, 4_000, 4_000],
  [null, 0, null, null],
  [null, 1, 4_000, null],
  [5_000, 0, 4_000, 5_000],
  [5_000, 1, 4_000, 5_000],
  [0, 0, 4_000, 0],
])(
  "a net amount of %j with %i refunded becomes, by a report of %j, %j",
  (net_minor, refunded_minor, reported, stored) => {
    expect(learnedNet({ ...PAYMENT, net_minor, refunded_minor }, reported)).toBe(stored);
  },
);
