/** The budget of calls on a clock that is set: the machine's clock may go back. */
import { expect, test } from "vitest";
import { createBudget, type Budget } from "./budget.ts";

const HOUR = 3_600_000;

/**
 * A budget that grants deliveries four calls at once and two a second of their own, and the same
 * from the common share.
 */
function openBudget(): { budget: Budget; time: { now: number } } {
  const time = { now: 10 * HOUR };
  return { budget: createBudget({ per_second: 8, clock: () => time.now }), time };
}

/** Takes calls until the budget refuses, and returns their number. */
function taken(budget: Budget): number {
  for (let count = 0; count < 1_000; count += 1) if (!budget.take("deliveries")) return count;
  return Number.POSITIVE_INFINITY;
}

test("an exhausted budget refills as time passes, up to its burst", () => {
  const { budget, time } = openBudget();
  expect(taken(budget)).toBe(8);
  time.now += 1_000;
  expect(taken(budget)).toBe(4);
  time.now += HOUR;
  expect(taken(budget)).toBe(8);
});

test("an exhausted budget refills after the clock was set back by an hour, from then on", () => {
  const { budget, time } = openBudget();
  expect(taken(budget)).toBe(8);
  time.now -= HOUR;
  expect(taken(budget)).toBe(0);
  time.now += 1_500;
  expect(taken(budget)).toBe(6);
});

test("a clock that jumps back and forth grants no more calls than one that is set forward once", () => {
  const { budget, time } = openBudget();
  expect(taken(budget)).toBe(8);
  for (let set = 0; set < 10; set += 1) {
    time.now -= 1;
    expect(taken(budget)).toBe(0);
  }
  time.now += 10;
  expect(taken(budget)).toBe(0);
});

test("an overdraft is refilled after the clock was set back", () => {
  const { budget, time } = openBudget();
  for (let call = 0; call < 10; call += 1) budget.spend("deliveries");
  time.now -= HOUR;
  expect(budget.take("deliveries")).toBe(false);
  time.now += 1_500;
  expect(taken(budget)).toBe(4);
});
