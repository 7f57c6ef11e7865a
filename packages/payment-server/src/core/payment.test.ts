import { describe, expect, test } from "vitest";
import {
  hasMoney,
  isSettled,
  isSoftEnd,
  nextStatus,
  type Payment,
  type PaymentSignal,
  type PaymentStatus,
} from "./payment.ts";

const STATUSES: readonly PaymentStatus[] = [
  "pending",
  "crediting",
  "paid",
  "failed",
  "canceled",
  "expired",
  "held",
  "dismissed",
];
const SIGNALS: readonly PaymentSignal[] = [
  "open",
  "processing",
  "failed",
  "canceled",
  "expired",
  "match",
  "mismatch",
  "credited",
  "release",
  "dismiss",
];
const SOFT_ENDS: readonly PaymentStatus[] = ["failed", "canceled", "expired"];
const MONEY: readonly PaymentStatus[] = ["crediting", "paid", "held", "dismissed"];

/** Every transition; a report that is not listed leaves the status unchanged. */
const STEPS = new Map<string, PaymentStatus>([
  ["pending failed", "failed"],
  ["pending canceled", "canceled"],
  ["pending expired", "expired"],
  ["pending match", "crediting"],
  ["pending mismatch", "held"],
  ...SOFT_ENDS.flatMap((end): [string, PaymentStatus][] => [
    [`${end} processing`, "pending"],
    [`${end} match`, "crediting"],
    [`${end} mismatch`, "held"],
  ]),
  ["crediting credited", "paid"],
  ["crediting mismatch", "held"],
  ["crediting dismiss", "dismissed"],
  ["held release", "crediting"],
  ["held credited", "paid"],
  ["held dismiss", "dismissed"],
]);

describe("the state machine", () => {
  test.each(STATUSES)("[C06] from %s only the listed transitions are made", (status) => {
    for (const signal of SIGNALS) {
      expect(nextStatus(status, signal), `${status} ${signal}`).toBe(
        STEPS.get(`${status} ${signal}`) ?? status,
      );
    }
  });

  test("[C06] no later report moves a payment out of paid or dismissed", () => {
    for (const end of ["paid", "dismissed"] as const)
      expect(reachableFrom(end)).toEqual(new Set([end]));
  });

  test("[C05] only a success or a processing payment moves a payment out of a soft end", () => {
    for (const end of SOFT_ENDS) {
      const moving = SIGNALS.filter((signal) => nextStatus(end, signal) !== end);
      expect(moving).toEqual(["processing", "match", "mismatch"]);
    }
  });

  test("[C06] a payment that has money never becomes one without", () => {
    for (const status of MONEY)
      for (const reached of reachableFrom(status)) expect(MONEY).toContain(reached);
  });

  test("[C17] only the end of a credit leads to paid", () => {
    const ways = STATUSES.flatMap((status) => SIGNALS.map((signal) => ({ status, signal })));
    const leading = ways.filter(
      ({ status, signal }) => status !== "paid" && nextStatus(status, signal) === "paid",
    );
    expect(leading).toEqual([
      { status: "crediting", signal: "credited" },
      { status: "held", signal: "credited" },
    ]);
  });

  test("every status is either waiting, a soft end, being credited or settled", () => {
    const being = (status: PaymentStatus): Payment => ({ status }) as Payment;
    expect(STATUSES.filter((status) => hasMoney(being(status)))).toEqual(MONEY);
    expect(STATUSES.filter((status) => isSettled(being(status)))).toEqual([
      "paid",
      "held",
      "dismissed",
    ]);
    expect(STATUSES.filter((status) => isSoftEnd(being(status)))).toEqual(SOFT_ENDS);
  });
});

function reachableFrom(status: PaymentStatus): Set<PaymentStatus> {
  const reached = new Set<PaymentStatus>([status]);
  for (const from of reached) for (const signal of SIGNALS) reached.add(nextStatus(from, signal));
  return reached;
}
