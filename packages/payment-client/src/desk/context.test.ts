import { describe, expect, test } from "vitest";
import { fill, rich, say, sayCount, type DeskContext } from "./context.ts";
import { createFormats } from "./formats.ts";
import { de } from "./words/de.ts";
import { en } from "./words/en.ts";
import type { DeskWords } from "./words/words.ts";

const contextOf = (words: DeskWords): DeskContext =>
  ({ words, formats: createFormats(words.language) }) as DeskContext;

/** The parts of a drawn text: texts as they are, and elements by name with the value inside. */
const partsOf = (drawn: ReturnType<typeof rich>): unknown[] =>
  drawn.map((part) =>
    typeof part === "string" ? part : { [part.strings[0]?.slice(1, -1) ?? ""]: part.values[0] },
  );

describe("values in the place of their names", () => {
  test.each([
    ["{a} and {b}", { a: 1, b: "two" }, "1 and two"],
    ["{a}{a}", { a: "x" }, "xx"],
    ["{unknown} stays", {}, "{unknown} stays"],
    ["{a}", { a: "" }, ""],
    ["no name", { a: "x" }, "no name"],
    ["{a}", { a: "{b}", b: "no" }, "{b}"],
    ["{note}", { note: "$& $1 $$" }, "$& $1 $$"],
    ["{a} {not a name}", { a: 0 }, "0 {not a name}"],
  ])("%j with %j is %j", (text, values, expected) => {
    expect(fill(text, values)).toBe(expected);
  });
});

describe("a text with code", () => {
  test("is split at its backticks", () => {
    expect(partsOf(rich("set `base_url` now"))).toEqual(["set ", { code: "base_url" }, " now"]);
    expect(partsOf(rich("plain"))).toEqual(["plain"]);
  });

  test("has its values put in after that, so that no value becomes code or loses a sign", () => {
    const parts = partsOf(rich("`finish` of {user}", { user: "ev`il`" }));
    expect(parts).toEqual(["", { code: "finish" }, " of ", { bdi: "ev`il`" }, ""]);
  });

  test("has each value isolated, so that its direction is its own, and unknown names as they are", () => {
    expect(partsOf(rich("{n} to {user}, {gone}", { n: 0, user: "\u05d0{n}" }))).toEqual([
      "",
      { bdi: 0 },
      " to ",
      { bdi: "\u05d0{n}" },
      ", ",
      "{gone}",
      "",
    ]);
  });

  test("has values inside of its code", () => {
    expect(partsOf(rich("`{code}`!", { code: "a`b" }))).toEqual(["", { code: "a`b" }, "!"]);
  });
});

describe("a number of things", () => {
  test.each([
    [en, 0, "0 held"],
    [en, 1, "1 held"],
    [en, 12_345, "12,345 held"],
    [de, 1, "1 angehalten"],
    [de, 12_345, "12.345 angehalten"],
  ])("in %#: %d is written in its language", (words, n, text) => {
    expect(sayCount(contextOf(words), "held", n)).toBe(text);
  });

  test("is one payment for one, and payments for any other number", () => {
    const texts = [0, 1, 2].map((n) => sayCount(contextOf(en), "needs_you", n));
    expect(texts).toEqual([
      "0 payments need a person",
      "1 payment needs a person",
      "2 payments need a person",
    ]);
  });
});

test("a text is that of the language, with its values", () => {
  expect(say(contextOf(en), "credited", { credits: "500", user: "ada" })).toBe(
    "500 credits have been added to ada.",
  );
  expect(say(contextOf(de), "credited", { credits: "500", user: "ada" })).toContain("ada");
});
