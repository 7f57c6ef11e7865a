import { expect, test } from "vitest";
import { memoryStorage } from "../../storage/memory.ts";
import type { Storage } from "../storage.ts";
import { emptyDay, type DayFigures } from "./day-figures.ts";
import { summariseDays } from "./summary.ts";

const clock = (): number => Date.parse("2026-11-29T12:04:00Z");

/** A storage with these figures, and the ranges of which it was asked. */
function storageWith(days: DayFigures[]): { storage: Storage; asked: [string, string][] } {
  const asked: [string, string][] = [];
  const storage = {
    ...memoryStorage(),
    dayFigures: async (from: number, until: number) => {
      asked.push([new Date(from).toISOString(), new Date(until).toISOString()]);
      return days;
    },
  };
  return { storage, asked };
}

test("every day of the range is listed once, oldest first, with what the storage has counted", async () => {
  const busy = {
    ...emptyDay(Date.parse("2026-11-28")),
    topups: { paid: 3 },
    received_minor: 15_000,
    credit_ms: { p50: 40, p95: 900 },
  };
  const { storage } = storageWith([busy]);
  const summary = await summariseDays({ storage, clock }, { from: "2026-11-27", to: "2026-11-29" });
  const nothing = { ...emptyDay(0), topups: {}, events: {} };
  expect(summary).toEqual({
    from: "2026-11-27",
    to: "2026-11-29",
    by: "day",
    items: [
      { ...nothing, day: "2026-11-27" },
      { ...busy, day: "2026-11-28" },
      { ...nothing, day: "2026-11-29" },
    ],
  });
});

test("the storage counts from the first midnight to the one after the last day", async () => {
  const { storage, asked } = storageWith([]);
  await summariseDays({ storage, clock }, { from: "2026-11-01", to: "2026-11-02" });
  const { items } = await summariseDays({ storage, clock }, {});
  expect(asked).toEqual([
    ["2026-11-01T00:00:00.000Z", "2026-11-03T00:00:00.000Z"],
    ["2026-10-31T00:00:00.000Z", "2026-11-30T00:00:00.000Z"],
  ]);
  expect(items).toHaveLength(30);
});

test("a range that is refused is not counted", async () => {
  const { storage, asked } = storageWith([]);
  const range = { from: "2026-11-02", to: "2026-11-01" };
  await expect(summariseDays({ storage, clock }, range)).rejects.toMatchObject({
    code: "invalid_request",
  });
  expect(asked).toEqual([]);
});
