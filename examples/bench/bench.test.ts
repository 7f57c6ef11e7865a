// One round of every small row. Times are not asserted, counts are.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ONCE, openBench, type Bench } from "./bench.ts";
import { closeTables } from "./list-rows.ts";
import ours from "./ours.ts";
import { machine, pageOf, tableOf } from "./report.ts";
import type { RowResult } from "./row.ts";
import { median } from "./rounds.ts";
import { ROWS } from "./rows.ts";

let bench: Bench;
beforeAll(async () => {
  // A module that is given to `--against`: here our own, so that both columns are filled.
  bench = await openBench(ONCE, [{ name: "another", create: ours }]);
});
afterAll(async () => {
  await closeTables();
  bench.close();
});

const results: Record<string, RowResult> = {};
const SMALL = ROWS.filter(({ small }) => small);

/** The operations of one round of two deliveries, by row. Rows without an entry have two. */
const OPERATIONS: Readonly<Record<string, number>> = {
  methods: 20,
  federation_methods: 20,
  webhook_64: 64,
};

describe("one round of each small row", () => {
  // A row sends each request once, and on a busy machine Dodo may not answer one in time.
  test.each(SMALL)("$id", { retry: 5 }, async (row) => {
    const result = await row.run(bench);
    results[row.id] = result;
    expect(result.times.length + result.figures.length).toBeGreaterThan(0);
    for (const { name, operations, times_as_fast } of result.times) {
      expect([name, operations]).toEqual([
        name,
        name === "bare loop" ? 2 : (OPERATIONS[row.id] ?? 2),
      ]);
      expect(Object.keys(times_as_fast)).toHaveLength(result.times.length - 1);
    }
    for (const { value } of result.figures) expect(Number.isFinite(value)).toBe(true);
  });

  test("another handler is measured beside ours, outside and inside a Federation", () => {
    const names = (id: string) => results[id]?.times.map(({ name }) => name);
    expect(names("create")).toEqual(["ours", "another"]);
    expect(names("federation_create")).toEqual(["ours in a Federation", "another"]);
    expect(names("webhook_full")).toEqual(["ours", "another", "bare loop"]);
  });

  test("the bare loop has the statements and the commits of a delivery", () => {
    const count = (name: string) =>
      results["webhook"]?.figures.find((figure) => figure.name === name)?.value;
    expect(count("commits a delivery")).toBeLessThanOrEqual(2);
    expect(count("statements a delivery")).toBeLessThanOrEqual(13);
  });
});

test("docs/speed.md has the rows of the benchmark, and no others", () => {
  const page = readFileSync(new URL("../../docs/speed.md", import.meta.url), "utf8");
  const whats = [...page.matchAll(/^\| ([^|]+) \|/gm)].map(([, what]) => what);
  expect(whats.filter((what) => what !== "what" && what !== "---")).toEqual(
    ROWS.map(({ what }) => what),
  );
});

test("a page has a line for each row that was measured", () => {
  const page = pageOf(SMALL, {
    machine: machine(),
    command: "",
    at: new Date().toISOString(),
    rows: results,
    profiles: {},
  });
  expect(page).toContain(tableOf(SMALL, results));
  for (const { what } of SMALL) expect(page).toContain(`| ${what} | `);
});

test("the median of an even number of values is between the middle two", () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});
