import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import type { Payment } from "./payment.ts";
import { retryAfterMs } from "./presented-payment.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** When the payments were created and last written. */
const MADE = 1_000 * DAY;

const made = (fields: Partial<Payment>): Payment => ({
  ...PAYMENT,
  created_at: MADE,
  updated_at: MADE,
  ...fields,
});

describe("the pause between two polls of a client", () => {
  test.each([
    [0, 1_500],
    [15 * SECOND, 1_500],
    [15 * SECOND + 9, 1_500],
    [20 * SECOND + 9, 2_000],
    [2 * MINUTE, 12 * SECOND],
    [5 * MINUTE, 30 * SECOND],
    [DAY, 30 * SECOND],
    // The clock was set back since the last write.
    [-HOUR, 1_500],
  ])("%i ms after the last write is %i ms", (age, pause) => {
    expect(retryAfterMs(made({}), MADE + age)).toBe(pause);
    expect(retryAfterMs(made({ status: "crediting" }), MADE + age)).toBe(pause);
  });

  test.each(["failed", "canceled", "expired", "paid", "held", "dismissed"] as const)(
    "does not exist for a payment that is %s",
    (status) => {
      expect(retryAfterMs(made({ status }), MADE)).toBeNull();
    },
  );
});
