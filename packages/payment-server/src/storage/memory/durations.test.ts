import { describe, expect, test } from "vitest";
import { emptyDay, type DayFigures } from "../../core/figures/day-figures.ts";
import type { Payment } from "../../core/payment.ts";
import { samplePayment } from "../../testing/storage/records.ts";
import { addDurations } from "./durations.ts";
import { createTables, type StoredCredit } from "./tables.ts";

const OPENED = 1_000_000;

/** One paid payment: how long its checkout and its credit took, and changes of both rows. */
interface Sale {
  checkout: number;
  credit: number;
  payment?: Partial<Payment>;
  stored?: Partial<StoredCredit>;
}

/** Returns the day on which these payments were created. */
function dayOf(sales: readonly Sale[]): DayFigures {
  const tables = createTables(() => OPENED);
  const payments = sales.map(({ payment = {} }, at) =>
    samplePayment(String(at), { status: "paid", created_at: OPENED, ...payment }),
  );
  for (const [at, { checkout, credit, stored = {} }] of sales.entries()) {
    const updated_at = OPENED + checkout;
    tables.credits.set(`tu_${at}`, {
      topup_id: `tu_${at}`,
      payment_id: `pmt_${at}`,
      state: "done",
      created_at: updated_at - credit,
      updated_at,
      ...stored,
    } as StoredCredit);
  }
  const day = emptyDay(0);
  addDurations(tables, day, payments);
  return day;
}

const sales = (...times: number[]): Sale[] =>
  times.map((credit) => ({ credit, checkout: credit * 10 }));

describe("the durations of a day", () => {
  test("are counted from the claim, and from the opening of the checkout, to the credit", () => {
    expect(dayOf(sales(40))).toMatchObject({
      credit_ms: { p50: 40, p95: 40 },
      checkout_ms: { p50: 400, p95: 400 },
    });
  });

  test.each([
    [[10, 20], 10, 20],
    [[30, 10, 20], 20, 30],
    [[1, 2, 3, 4], 2, 4],
    [Array.from({ length: 19 }, (_, at) => at + 1), 10, 19],
    [Array.from({ length: 20 }, (_, at) => 20 - at), 10, 19],
    [Array.from({ length: 21 }, (_, at) => at + 1), 11, 20],
    [Array.from({ length: 100 }, (_, at) => at + 1), 50, 95],
    [[9, 80, 100], 80, 100],
  ])("%j have the median %i, and 95 %% are not above %i", (times, p50, p95) => {
    expect(dayOf(sales(...times)).credit_ms).toEqual({ p50, p95 });
  });

  test("are not negative after the clock was set back", () => {
    expect(dayOf([{ credit: -50, checkout: -500 }])).toMatchObject({
      credit_ms: { p50: 0, p95: 0 },
      checkout_ms: { p50: 0, p95: 0 },
    });
  });
});

describe("a payment has no duration", () => {
  test.each<[string, Partial<Sale>]>([
    ["it is not paid", { payment: { status: "held" } }],
    ["another payment was credited", { stored: { payment_id: "pmt_other" } }],
    ["its credit is not closed", { stored: { state: "returned" } }],
    ["its topup has no credit", { payment: { topup_id: "tu_other" } }],
  ])("if %s", (_, changed) => {
    expect(dayOf([{ credit: 1, checkout: 1, ...changed }])).toMatchObject({
      credit_ms: null,
      checkout_ms: null,
    });
    expect(dayOf([...sales(40), { credit: 1, checkout: 1, ...changed }]).credit_ms).not.toBeNull();
  });
});
