import { describe, expect, test } from "vitest";
import { nearest } from "./nearest.ts";

describe("the nearest word", () => {
  test.each([
    ["underpaid", "underpaid"],
    ["underpayed", "underpaid"],
    ["undepaid", "underpaid"],
    ["undderpaid", "underpaid"],
    ["refund", "refunded"],
    ["curency", "currency"],
    ["disputd", "disputed"],
  ])("to %s is %s", (word, known) => {
    const words = ["duplicate_payment", "refunded", "disputed", "currency", "underpaid"];
    expect(nearest(word, words)[0]).toBe(known);
  });

  test("counts a letter that is missing, added or replaced as one each", () => {
    // Each candidate is one, two and three changes away.
    expect(nearest("abcd", ["axyz", "abxyd", "abce"])).toEqual(["abce", "abxyd", "axyz"]);
    expect(nearest("abc", ["", "ab", "a"])).toEqual(["ab", "a", ""]);
    expect(nearest("", ["aaa", "a", "aa"])).toEqual(["a", "aa", "aaa"]);
  });
});

test("each kind of change costs as much as another", () => {
  // The first candidate is two changes away, the second one is only one.
  expect(nearest("abc", ["abcxy", "abd"])).toEqual(["abd", "abcxy"]);
  expect(nearest("abc", ["xyc", "abcd"])).toEqual(["abcd", "xyc"]);
  expect(nearest("abc", ["xyc", "ab"])).toEqual(["ab", "xyc"]);
  expect(nearest("xab", ["xcd", "ab"])).toEqual(["ab", "xcd"]);
  expect(nearest("ab", ["xy", "zab"])).toEqual(["zab", "xy"]);
});

test("three words at most are returned, and those equally near in the order of the list", () => {
  expect(nearest("x", ["d", "c", "b", "a"])).toEqual(["d", "c", "b"]);
  expect(nearest("x", ["only"])).toEqual(["only"]);
  expect(nearest("x", [])).toEqual([]);
});

test("a character outside of the basic plane counts as one", () => {
  expect(nearest("a😀", ["abc", "ab"])).toEqual(["ab", "abc"]);
});
