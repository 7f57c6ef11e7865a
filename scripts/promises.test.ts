// Each id in the title of a test is explained in docs/promises.md, and each promise of that page has a test.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  countTitles,
  findProblems,
  PAGE,
  readPromises,
  readSources,
  withCounts,
} from "./promises.ts";

describe("docs/promises.md", () => {
  const page = readFileSync(PAGE, "utf8");

  test("has one row for each id of a title, sorted, with the number of titles that carry it", () => {
    expect(readPromises(page).length).toBeGreaterThan(100);
    expect(findProblems(page, countTitles(readSources()))).toEqual([]);
  });

  test("says each promise in one sentence", () => {
    const sentences = page
      .split("\n")
      .filter((line) => /^\| [A-Z]\d/.test(line))
      .map((line) => line.split(" | ")[1]);
    expect(sentences.length).toBe(readPromises(page).length);
    expect(sentences.filter((sentence) => !/^[A-Z`].+\.$/.test(sentence ?? ""))).toEqual([]);
    expect(sentences.filter((sentence) => /\. [A-Z]/.test(sentence ?? ""))).toEqual([]);
  });
});

describe("a page", () => {
  const counts = new Map([
    ["C01", 2],
    ["C02", 1],
    ["X9", 1],
    ["X10", 3],
  ]);
  const ROWS = ["| C01 | One. | 2 |", "| C02 | Two. | 1 |"];
  const OTHERS = ["| X9 | Nine. | 1 |", "| X10 | Ten. | 3 |"];
  const pageOf = (rows: readonly string[], others: readonly string[] = OTHERS): string =>
    ["# Title", "## C: crediting", ...rows, "## X: mistakes", ...others, ""].join("\n");
  const [first = "", second = ""] = ROWS;

  test("that is right has no problem", () => {
    expect(findProblems(pageOf(ROWS), counts)).toEqual([]);
  });

  test.each([
    ["an id without a row", pageOf([first]), "C02 is in a title and has no row"],
    [
      "a row without a title",
      pageOf([...ROWS, "| C03 | Three. | 1 |"]),
      "C03 has a row and is in no title",
    ],
    [
      "a count that is not fresh",
      pageOf(["| C01 | One. | 3 |", second]),
      "C01 is in 2 titles and the page says 3: run pnpm promises",
    ],
    ["rows that are not sorted", pageOf([second, first]), "C01 stands below C02"],
    ["numbers that are not sorted", pageOf(ROWS, OTHERS.toReversed()), "X9 stands below X10"],
    ["an id twice", pageOf([first, second, first]), "C01 has two rows"],
    [
      "a row under another heading",
      pageOf([first], [second, ...OTHERS]),
      "C02 stands under the heading of another family",
    ],
  ])("with %s has one problem", (_, page, problem) => {
    expect(findProblems(page, counts)).toEqual([problem]);
  });

  test("gets the counts as they are now, and keeps all the rest", () => {
    const outdated = pageOf(["| C01 | One of 7 | 7. | 9 |", second]);
    expect(withCounts(outdated, counts)).toBe(pageOf(["| C01 | One of 7 | 7. | 2 |", second]));
  });
});

test("a title counts for each of its ids, wherever it stands, and a comment or a fixture for none", () => {
  const source = [
    "// [C01] What this file is about.",
    'test("[C01] [X1] a delivery", () => {});',
    "describe(`[C01] on ${storage}, and [V04] late`, () => {});",
    'test.each(cases)("[M02] %s", () => {});',
    "const journeys = [{ name: '[C02] it\\'s bought', run }];",
    'const row = ["[M02] environment", {}];',
    'const result = { title: "[K15] of a fixture" };',
    'expect(text).toBe("no assertion: [K15] a");',
  ].join("\n");
  expect([...countTitles([source])].sort()).toEqual([
    ["C01", 2],
    ["C02", 1],
    ["M02", 2],
    ["V04", 1],
    ["X1", 1],
  ]);
});
