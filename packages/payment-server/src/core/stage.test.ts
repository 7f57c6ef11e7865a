import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import type { Payment } from "./payment.ts";
import { furtherStage, isCheckoutOver, MAY_BE_PAID, stageOf, type Stage } from "./stage.ts";

const MINUTE = 60_000;

describe("the stage of a stored row", () => {
  test.each<[status: Payment["status"], provider_status: string | null, stage: Stage]>([
    ["pending", null, "none"],
    ["pending", "not_opened", "none"],
    ["pending", "requires_payment_method", "none"],
    ["pending", "processing", "processing"],
    ["pending", "requires_capture", "processing"],
    ["pending", "unknown", "unknown"],
    ["failed", "failed", "failed"],
    ["canceled", "cancelled", "canceled"],
    ["expired", null, "expired"],
    // The provider's status counts only while the payment is pending.
    ["failed", "processing", "failed"],
    ["expired", "unknown", "expired"],
    // The row alone does not say that money has arrived: the caller checks that first.
    ["crediting", "succeeded", "none"],
    ["paid", "succeeded", "none"],
    ["held", "succeeded", "none"],
    ["dismissed", "succeeded", "none"],
  ])("a %s payment whose provider status is %j is at `%s`", (status, provider_status, stage) => {
    expect(stageOf({ ...PAYMENT, status, provider_status })).toBe(stage);
  });
});

describe("of two stages", () => {
  test.each<[less: Stage, more: Stage]>([
    ["none", "settled"],
    ["expired", "failed"],
    ["failed", "open"],
    ["canceled", "open"],
    ["settled", "open"],
    ["open", "unknown"],
    ["unknown", "processing"],
    ["processing", "succeeded"],
    ["none", "succeeded"],
  ])("`%s` gives way to `%s`, in either order", (less, more) => {
    expect([furtherStage(less, more), furtherStage(more, less)]).toEqual([more, more]);
  });

  test.each<[first: Stage, second: Stage]>([
    ["settled", "failed"],
    ["failed", "canceled"],
    ["none", "expired"],
  ])("the first is kept where neither is further: `%s`, then `%s`", (first, second) => {
    expect([furtherStage(first, second), furtherStage(second, first)]).toEqual([first, second]);
  });

  test("every stage in which money may arrive is further than every other", () => {
    const others: Stage[] = ["none", "settled", "expired", "open", "failed", "canceled"];
    expect([...MAY_BE_PAID].sort()).toEqual(["processing", "succeeded", "unknown"]);
    for (const stage of MAY_BE_PAID)
      for (const other of others) expect(furtherStage(other, stage)).toBe(stage);
  });
});

describe("a checkout can no longer be paid", () => {
  const expires_at = 100 * MINUTE;
  const before = expires_at;
  const after = expires_at + 10 * MINUTE + 1;

  test.each<[stage: Stage, session_known: boolean, now: number, over: boolean]>([
    ["none", true, before, false],
    ["none", true, after, true],
    ["open", true, after, true],
    ["unknown", true, after, true],
    // The provider does not know the session, and no payment was tried in it.
    ["none", false, before, true],
    ["open", false, before, false],
    // Money in flight arrives after the session has expired.
    ["processing", true, after, false],
    ["succeeded", true, after, false],
    // What has ended is not ended again.
    ["failed", true, after, false],
    ["canceled", true, after, false],
    ["settled", true, after, false],
  ])("at `%s`, session known: %s, at %i ms: %s", (stage, session_known, now, over) => {
    expect(isCheckoutOver({ ...PAYMENT, expires_at }, stage, session_known, now)).toBe(over);
  });

  test("a payment without a stored session cannot be unknown to the provider: its age decides", () => {
    const unstored = { ...PAYMENT, provider_session_id: null, created_at: MINUTE };
    expect(isCheckoutOver(unstored, "none", false, 11 * MINUTE)).toBe(false);
    expect(isCheckoutOver(unstored, "none", false, 11 * MINUTE + 1)).toBe(true);
  });
});
