import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import type { Payment } from "./payment.ts";
import { isSessionOver, isYoung, nextCheckAt } from "./schedule.ts";

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

describe("the pause before the next check", () => {
  test.each<[kind: string, fields: Partial<Payment>, pauses: number[]]>([
    ["a pending payment", { status: "pending" }, [15, 30, 60, 120, 240, 480, 960, 1_920, 3_600]],
    ["a claimed payment", { status: "crediting" }, [15, 30, 60, 120, 240, 480, 600, 600]],
    [
      "a claimed payment whose topup does not say paid",
      { status: "crediting", unconfirmed_since: MADE },
      [2, 4, 8, 16, 32, 60, 60],
    ],
    [
      "a failed payment",
      { status: "failed" },
      [300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 43_200],
    ],
  ])("of %s doubles up to its limit", (_, fields, seconds) => {
    const pauses = seconds.map(
      (_pause, attempts) => (nextCheckAt(made({ ...fields, attempts }), MADE) ?? 0) - MADE,
    );
    expect(pauses).toEqual(seconds.map((pause) => pause * SECOND));
  });

  test("stays at its limit however often the payment was checked", () => {
    for (const attempts of [21, 1_000, 1_024, Number.MAX_SAFE_INTEGER])
      expect(nextCheckAt(made({ attempts }), MADE)).toBe(MADE + HOUR);
  });

  test.each(["failed", "canceled", "expired"] as const)(
    "a payment that is %s is checked for 14 days after it was made, and then no more",
    (status) => {
      const payment = made({ status, attempts: 20 });
      expect(nextCheckAt(payment, MADE + 14 * DAY)).toBe(MADE + 14 * DAY + 12 * HOUR);
      expect(nextCheckAt(payment, MADE + 14 * DAY + 1)).toBeNull();
    },
  );

  test.each(["pending", "crediting"] as const)(
    "a payment that is %s is checked however old it is",
    (status) => {
      expect(nextCheckAt(made({ status }), MADE + 400 * DAY)).toBe(MADE + 400 * DAY + 15 * SECOND);
    },
  );

  test.each(["paid", "held", "dismissed"] as const)(
    "a payment that is %s is never due by itself",
    (status) => {
      expect(nextCheckAt(made({ status, unconfirmed_since: MADE }), MADE)).toBeNull();
    },
  );
});

test.each([
  [0, true],
  [15 * MINUTE - 1, true],
  [15 * MINUTE, false],
  [-15 * MINUTE + 1, true],
  // A moment this far in the future comes from a wrong clock, and would stay recent for ever.
  [-15 * MINUTE, false],
])("a moment %i ms ago is recent: %s", (age, young) => {
  expect(isYoung(MADE, MADE + age)).toBe(young);
});

test.each<[from: string, fields: Partial<Payment>, expires_at: number]>([
  ["its stored expiry", { expires_at: MADE + DAY }, MADE + DAY],
  ["its creation, if no session was stored", { expires_at: null }, MADE],
])("a session is over ten minutes after %s", (_, fields, expires_at) => {
  expect(isSessionOver(made(fields), expires_at + 10 * MINUTE)).toBe(false);
  expect(isSessionOver(made(fields), expires_at + 10 * MINUTE + 1)).toBe(true);
});
