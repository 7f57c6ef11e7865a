import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import { limitCheckouts } from "./checkout-limits.ts";
import type { Payment } from "./payment.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = 100 * DAY;

/** The error that these payments lead to, or `null` if another checkout may be created. */
function refusal(payments: readonly Payment[], now = NOW): unknown {
  try {
    limitCheckouts(payments, now);
    return null;
  } catch (error) {
    return error;
  }
}

/** `count` checkouts, one a minute, the last one just now. */
const opened = (count: number, fields: Partial<Payment> = {}): Payment[] =>
  Array.from({ length: count }, (_, index) => ({
    ...PAYMENT,
    attempt: index + 1,
    created_at: NOW - (count - 1 - index) * MINUTE,
    ...fields,
  }));

/** `count` checkouts that the provider did not create, the last one `age` ms ago. */
const failed = (count: number, age = 0): Payment[] =>
  Array.from({ length: count }, (_, index) => ({
    ...PAYMENT,
    provider_session_id: null,
    provider_status: "not_opened",
    status: "failed" as const,
    updated_at: NOW - age - (count - 1 - index) * SECOND,
  }));

describe("a topup opens 20 checkouts a day", () => {
  test("and the next one when the first of them is a day old", () => {
    expect(refusal(opened(19))).toBeNull();
    expect(refusal(opened(20))).toMatchObject({
      code: "too_many_attempts",
      status: 429,
      retry_after_ms: DAY - 19 * MINUTE,
    });
    expect(refusal(opened(20), NOW + DAY - 19 * MINUTE - 1)).toMatchObject({ retry_after_ms: 1 });
    expect(refusal(opened(20), NOW + DAY - 19 * MINUTE)).toBeNull();
  });

  test.each<[what: string, fields: Partial<Payment>]>([
    ["checkouts that were not created", { provider_session_id: null }],
    ["other money that arrived in a session", { attempt: null }],
    ["checkouts of the day before", { created_at: NOW - DAY }],
  ])("and %s do not count", (_, fields) => {
    expect(refusal([...opened(19), ...opened(50, fields)])).toBeNull();
  });

  test("of which those of a day to come, by a clock that was set back, do not count", () => {
    expect(refusal(opened(20), NOW - 2 * DAY)).toBeNull();
  });

  test.each(["pending", "failed", "canceled", "expired"] as const)(
    "and one that is %s counts like any other",
    (status) => {
      expect(refusal(opened(20, { status }))).toMatchObject({ code: "too_many_attempts" });
    },
  );
});

describe("a provider that refuses to create checkouts", () => {
  test("is called again at once after nine failures", () => {
    expect(refusal(failed(9))).toBeNull();
  });

  test("is called again at once if the clock was set back since", () => {
    expect(refusal(failed(50), NOW - DAY)).toBeNull();
  });

  test.each([
    [10, 1],
    [11, 2],
    [12, 4],
    [13, 8],
    [14, 16],
    [15, 32],
    [16, 60],
    [17, 60],
    [500, 60],
  ])("is called after %i failures no sooner than %i s after the last one", (count, seconds) => {
    const pause = seconds * SECOND;
    expect(refusal(failed(count))).toMatchObject({ code: "busy", retry_after_ms: pause });
    expect(refusal(failed(count, pause - 1))).toMatchObject({ retry_after_ms: 1 });
    expect(refusal(failed(count, pause))).toBeNull();
  });

  test("is called at once again when its failures are an hour old", () => {
    expect(refusal(failed(10, HOUR))).toBeNull();
    expect(refusal([...failed(5, HOUR), ...failed(9)])).toBeNull();
  });

  test("does not use up the checkouts of the day, which are reported first", () => {
    expect(refusal([...opened(19), ...failed(9)])).toBeNull();
    expect(refusal([...opened(20), ...failed(10)])).toMatchObject({ code: "too_many_attempts" });
  });
});
