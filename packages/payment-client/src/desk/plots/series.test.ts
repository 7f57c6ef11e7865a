// Which figures of a day become which series, and what is said about all days.
import { describe, expect, test } from "vitest";
import { dayOf } from "../../../test/desk-records.ts";
import type { DaySummary } from "../../report-wire.ts";
import type { PaymentStatus } from "../../wire.ts";
import { de } from "../words/de.ts";
import { en } from "../words/en.ts";
import { plotsOf, totalOf, type PlotData } from "./series.ts";

function plotNamed(name: string, items: readonly DaySummary[]): PlotData {
  const data = plotsOf(items).find((plot) => plot.name === name);
  if (data === undefined) throw new Error(`There is no plot ${name}.`);
  return data;
}

/** The values of one day by the names of the series. */
function valuesOf(name: string, figures: Partial<DaySummary>): Record<string, number | null> {
  const { series } = plotNamed(name, [dayOf(1, figures)]);
  return Object.fromEntries(series.map((one) => [one.name, one.values[0] ?? null]));
}

describe("the topups of a day", () => {
  const statuses: [PaymentStatus, string][] = [
    ["paid", "paid"],
    ["pending", "waiting"],
    ["crediting", "waiting"],
    ["held", "held"],
    ["failed", "unpaid"],
    ["canceled", "unpaid"],
    ["expired", "unpaid"],
    ["dismissed", "unpaid"],
  ];
  test.each(statuses)("that are %s are counted as %s, and once", (status, name) => {
    const values = valuesOf("topups", { topups: { [status]: 3 } });
    expect(values).toEqual({ paid: 0, waiting: 0, held: 0, unpaid: 0, [name]: 3 });
  });

  test("add up to all of them", () => {
    const topups = Object.fromEntries(statuses.map(([status], index) => [status, index + 1]));
    const sum = Object.values(valuesOf("topups", { topups })).reduce<number>(
      (all, value) => all + (value ?? 0),
      0,
    );
    expect(sum).toBe(36);
  });
});

describe("the deliveries of a day", () => {
  test.each([
    ["applied", "decided"],
    ["held", "decided"],
    ["ignored", "ignored"],
    ["pending", "again"],
    ["processing", "again"],
    ["failed", "again"],
  ])("that are %s are counted as %s", (status, name) => {
    expect(valuesOf("deliveries", { events: { [status]: 2 } })).toEqual({
      decided: 0,
      ignored: 0,
      again: 0,
      [name]: 2,
    });
  });

  test("of a status that a newer server knows are left out, and break nothing", () => {
    expect(valuesOf("deliveries", { events: { paused: 2 } })).toEqual({
      decided: 0,
      ignored: 0,
      again: 0,
    });
  });
});

test("money is what came in, and what went back is below", () => {
  const { series, unit } = plotNamed("money", [
    dayOf(1, { received_minor: 900, returned_minor: 100 }),
  ]);
  expect(unit).toBe("money");
  expect(series.map(({ name, values, below }) => [name, values, below ?? false])).toEqual([
    ["received", [900], false],
    ["returned", [100], true],
  ]);
});

test("a day without a credit has no speed, which is not a speed of 0", () => {
  expect(valuesOf("speed", {})).toEqual({ p50: null, p95: null });
  expect(valuesOf("speed", { credit_ms: { p50: 0, p95: 40 } })).toEqual({ p50: 0, p95: 40 });
});

test("a day of fewer than 30 paid topups is marked, since its median says little", () => {
  const items = [0, 29, 30].map((paid, index) => dayOf(index + 1, { topups: { paid } }));
  expect(plotNamed("speed", [...items, dayOf(4)]).few).toEqual([true, true, false, true]);
});

describe("what is said about all days", () => {
  test("is the sum of bars", () => {
    const data = plotNamed("topups", [
      dayOf(1, { topups: { paid: 2 } }),
      dayOf(2, { topups: { paid: 5 } }),
    ]);
    expect(data.series.map((series) => totalOf(data, series))).toEqual([7, 0, 0, 0]);
  });

  test.each([
    [[5], 5],
    [[5, 1], 1],
    [[9, 1, 5], 5],
    [[4, 3, 2, 1], 2],
    [[null, 7, null], 7],
    [[null], null],
    [[], null],
  ])("is the median of the points %j: %j", (values, median) => {
    const data = plotNamed("speed", []);
    expect(totalOf(data, { name: "p50", tone: "good", values })).toBe(median);
  });
});

test("every plot and every series has its name in both languages", () => {
  for (const words of [en, de])
    for (const { name, series } of plotsOf([])) {
      expect(words.plots[name].title).not.toBe("");
      for (const one of series) expect([one.name, words.series[one.name]]).not.toContain(undefined);
    }
});

test("two series of one plot never have the same colour", () => {
  for (const { series } of plotsOf([]))
    expect(new Set(series.map(({ tone }) => tone)).size).toBe(series.length);
});
