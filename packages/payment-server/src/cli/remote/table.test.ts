import { describe, expect, test } from "vitest";
import { dollars, shortTime, table, visible, word } from "./table.ts";

describe("a table", () => {
  test("has columns as wide as their widest cell, and no space at the end of a line", () => {
    const text = table(
      ["id", "status", "note"],
      [
        ["pmt_1", "paid", "ok"],
        ["p", "dismissed", ""],
      ],
    );
    expect(text.split("\n")).toEqual([
      "id     status     note",
      "pmt_1  paid       ok",
      "p      dismissed  –",
    ]);
  });

  test("shows what is missing as a dash, and a zero as it is", () => {
    expect(table(["a", "b"], [[null, 0]]).split("\n")).toEqual(["a  b", "–  0"]);
  });

  test("without rows is its head", () => {
    expect(table(["kind", "reason"], [])).toBe("kind  reason");
  });
});

test.each([
  [5_000, "$50.00"],
  [5, "$0.05"],
  [0, "$0.00"],
  [-1_234, "-$12.34"],
  [100_000_000, "$1000000.00"],
  [null, null],
])("%j cents are %j", (minor, text) => {
  expect(dollars(minor)).toBe(text);
});

test("a time is shown to the second", () => {
  expect(shortTime("2026-11-29T12:04:59.999Z")).toBe("2026-11-29 12:04:59");
  expect(shortTime(null)).toBeNull();
});

test("every character that a terminal could take as a command is replaced", () => {
  expect(visible("a\u001b[31mb\u0007\r\n\t\u009b0c")).toBe("a?[31mb?????0c");
  expect(visible("Zoë – 日本 😀")).toBe("Zoë – 日本 😀");
});

test("a word has no colour where the output is no terminal", () => {
  expect(["held", "paid", "something"].map(word)).toEqual(["held", "paid", "something"]);
});
