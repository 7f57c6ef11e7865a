import { describe, expect, test } from "vitest";
import { isStorableId, isStorableText } from "./storable-text.ts";

describe("an id can be stored", () => {
  test.each(["a", "tu_1", "a b", "日本", "😀", "é", "'; DROP TABLE x", "a".repeat(500)])(
    "if it is %j",
    (id) => {
      expect(isStorableId(id)).toBe(true);
    },
  );

  test.each(["", "a".repeat(501), "a\0", "a\nb", "a\t", "\u007f", "\u0085", "\ud83d", "a\ude00"])(
    "but not if it is %j",
    (id) => {
      expect(isStorableId(id)).toBe(false);
    },
  );

  test("and a pair of surrogates counts as one character", () => {
    expect([isStorableId("😀".repeat(500)), isStorableId("😀".repeat(501))]).toEqual([true, false]);
  });
});

describe("a text of a person can be stored", () => {
  test.each(["", "two\nlines\r\nwith\ttabs", "😀", "a".repeat(100_000)])("as %j", (text) => {
    expect(isStorableText(text)).toBe(true);
  });

  test.each(["a\0b", "\ud83d", "\ude00 alone"])("but not as %j", (text) => {
    expect(isStorableText(text)).toBe(false);
  });
});
