import { describe, expect, test } from "vitest";
import type { AuditEntry } from "../audit.ts";
import type { PaymentStatus } from "../payment.ts";
import { STUCK } from "./notices-of.ts";
import { isStuck } from "./stuck.ts";

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;

/** An entry `minutes` ago that leads from one status to another. */
function entry(
  minutes: number,
  from_status: PaymentStatus | null,
  to_status: PaymentStatus,
  action = "claim",
): AuditEntry {
  return {
    payment_id: "pmt_1",
    version: 1,
    at: NOW - minutes * MINUTE,
    actor: "webhook",
    action,
    from_status,
    to_status,
    event_id: null,
    note: null,
    changes: {},
  };
}

describe("a payment is stuck", () => {
  test("once it has been crediting for 15 minutes", () => {
    const since = (minutes: number): AuditEntry[] => [
      entry(90, null, "pending", "reserve"),
      entry(minutes, "pending", "crediting"),
    ];
    expect(isStuck(since(14), NOW)).toBe(false);
    expect(isStuck(since(15), NOW)).toBe(true);
    expect(isStuck(since(15), NOW - 1)).toBe(false);
  });

  test("however often it was claimed again since", () => {
    const history = [
      entry(16, "pending", "crediting"),
      entry(5, "crediting", "crediting", "takeover"),
      entry(1, "crediting", "crediting", "takeover"),
    ];
    expect(isStuck(history, NOW)).toBe(true);
  });

  test("counted from the last time that it became so", () => {
    const history = [
      entry(90, "pending", "crediting"),
      entry(60, "crediting", "held", "hold"),
      entry(10, "held", "crediting", "release"),
    ];
    expect(isStuck(history, NOW)).toBe(false);
    expect(isStuck(history, NOW + 5 * MINUTE)).toBe(true);
  });
});

describe("a payment is not marked", () => {
  test("a second time while it stays crediting", () => {
    const history = [
      entry(60, "pending", "crediting"),
      entry(40, "crediting", "crediting", STUCK),
      entry(20, "crediting", "crediting", "takeover"),
    ];
    expect(isStuck(history, NOW)).toBe(false);
  });

  test("but it is marked again after it was held and released", () => {
    const history = [
      entry(90, "pending", "crediting"),
      entry(70, "crediting", "crediting", STUCK),
      entry(60, "crediting", "held", "hold"),
      entry(20, "held", "crediting", "release"),
    ];
    expect(isStuck(history, NOW)).toBe(true);
  });

  test("if its history does not say since when it is crediting", () => {
    expect(isStuck([], NOW)).toBe(false);
    expect(isStuck([entry(60, "crediting", "crediting")], NOW)).toBe(false);
  });
});
