import { expect, test } from "vitest";
import { REPORT } from "../../test/money-rule.ts";
import { awaitsReversal, unconfirmed } from "./unconfirmed-delivery.ts";

const MINUTE = 60_000;
const REVERSAL = { subject: "reversal" } as const;

test.each([
  [0, true],
  [15 * MINUTE - 1, true],
  [15 * MINUTE, false],
  // An occurrence far in the future comes from a wrong clock, and would be awaited for ever.
  [-20 * MINUTE, false],
])("a refund that the API does not list is awaited %i ms after it occurred: %s", (age, awaited) => {
  const since = 100 * MINUTE;
  expect(awaitsReversal(REVERSAL, REPORT, since, since + age)).toBe(awaited);
  expect(awaitsReversal(REVERSAL, null, since, since + age)).toBe(awaited);
});

test("it is no longer awaited once the API lists it, and a payment is never awaited as a refund", () => {
  expect(awaitsReversal(REVERSAL, { ...REPORT, reversal_listed: true }, 0, 0)).toBe(false);
  for (const subject of ["payment", "other"] as const)
    expect(awaitsReversal({ subject }, null, 0, 0)).toBe(false);
});

test("a delivery that is not confirmed yet is answered 503, so that the provider sends it again", () => {
  const { code, status, retry_after_ms } = unconfirmed();
  expect({ code, status, retry_after_ms }).toEqual({
    code: "busy",
    status: 503,
    retry_after_ms: 5_000,
  });
});
