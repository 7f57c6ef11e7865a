import { expect, test } from "vitest";
import { REPORT } from "../../test/money-rule.ts";
import { awaitsReversal, unconfirmed } from "./unconfirmed-delivery.ts";

const HOUR = 3_600_000;
const REFUND = { kind: "refund", id: "ref_1", state: "returned" } as const;
const REVERSAL = { reversal: REFUND, report: null };

test.each([
  [0, true],
  [24 * HOUR - 1, true],
  [24 * HOUR, false],
  // An occurrence far in the future comes from a wrong clock, and would be awaited for ever.
  [-25 * HOUR, false],
])("a refund that the API does not list is awaited %i ms after it occurred: %s", (age, awaited) => {
  const since = 100 * HOUR;
  expect(awaitsReversal(REVERSAL, REPORT, since, since + age)).toBe(awaited);
  expect(awaitsReversal(REVERSAL, null, since, since + age)).toBe(awaited);
});

test("it is no longer awaited once the API lists it, and a payment is never awaited as a refund", () => {
  expect(awaitsReversal(REVERSAL, { ...REPORT, reversals: [REFUND] }, 0, 0)).toBe(false);
  for (const report of [REPORT, null])
    expect(awaitsReversal({ reversal: null, report }, null, 0, 0)).toBe(false);
});

test("a delivery that is not confirmed yet is answered 503, so that the provider sends it again", () => {
  const { code, status, retry_after_ms } = unconfirmed();
  expect({ code, status, retry_after_ms }).toEqual({
    code: "busy",
    status: 503,
    retry_after_ms: 5_000,
  });
});
