import * as v from "valibot";
import { afterEach, describe, expect, test, vi } from "vitest";
import { entries, flag, id, list, minor, readable, text, toUnixMs } from "./fields.ts";

/** What a schema makes of a field that may be absent. */
function parsed<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown): Output {
  return v.parse(schema, value);
}

test("a field of another type counts as absent, and never makes its object invalid", () => {
  expect([" ok ", "", null, undefined, 7, {}].map((value) => parsed(text, value))).toEqual([
    " ok ",
    "",
    null,
    null,
    null,
    null,
  ]);
  expect([true, false, null, undefined, "true", 1].map((value) => parsed(flag, value))).toEqual([
    true,
    false,
    null,
    null,
    null,
    null,
  ]);
});

test.each([
  ["pay_1", "pay_1"],
  ["a".repeat(200), "a".repeat(200)],
  ["😀".repeat(200), "😀".repeat(200)],
  ["a b", "a b"],
  ["a".repeat(201), null],
  ["", null],
  ["a\nb", null],
  ["a\u0000", null],
  ["\ud83d", null],
  ["a\u200bb", null],
  [7, null],
  [null, null],
])("the id %j becomes %j", (value, known) => {
  expect(parsed(id, value)).toBe(known);
});

test.each([
  [0, 0],
  [5_413, 5_413],
  [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  [null, null],
  [undefined, null],
  [-1, "malformed"],
  [0.5, "malformed"],
  [2 ** 53, "malformed"],
  [Number.NaN, "malformed"],
  ["5413", "malformed"],
  [{}, "malformed"],
])("the amount %j becomes %j, so that a wrong one is not taken for none", (value, amount) => {
  expect(parsed(minor, value)).toBe(amount);
});

test("a list is one, or counts as absent", () => {
  const numbers = list(v.number() as v.GenericSchema<unknown, number>);
  expect(
    [[1, 2], [], [1, "2"], null, undefined, "1"].map((value) => parsed(numbers, value)),
  ).toEqual([[1, 2], [], null, null, null, null]);
});

describe("the entries of a list", () => {
  const numbers = entries(v.number() as v.GenericSchema<unknown, number>);

  test.each([
    [
      [1, 2],
      [1, 2],
    ],
    [[], []],
    [
      [1, "2", null],
      [1, "unreadable", "unreadable"],
    ],
    [null, null],
    [undefined, null],
    ["1", "unreadable"],
    [{ 0: 1 }, "unreadable"],
  ])("of %j are %j", (value, known) => {
    expect(parsed(numbers, value)).toEqual(known);
  });

  test.each([
    [[1, 2], { items: [1, 2], whole: true }],
    [[1, "unreadable" as const], { items: [1], whole: false }],
    ["unreadable" as const, { items: [], whole: false }],
    [[], { items: [], whole: true }],
    [null, { items: [], whole: true }],
  ])("%j are readable as %j", (given, expected) => {
    expect(readable<number>(given)).toEqual(expected);
  });
});

describe("a time", () => {
  const NOON = Date.parse("2026-11-29T12:00:00Z");

  afterEach(() => vi.unstubAllEnvs());

  test.each([
    "2026-11-29T12:00:00Z",
    "2026-11-29T12:00:00.000Z",
    "2026-11-29T12:00:00",
    "2026-11-29T12:00:00.000000",
    "2026-11-29 12:00:00",
    "2026-11-29T12:00",
    "2026-11-29T14:00:00+02:00",
  ])("%s is read in UTC, whatever the zone of this machine is", (value) => {
    for (const zone of ["UTC", "Asia/Tokyo", "America/New_York"]) {
      vi.stubEnv("TZ", zone);
      expect([zone, toUnixMs(value)]).toEqual([zone, NOON]);
    }
  });

  test.each([null, "", "soon", "2026-13-01T00:00:00Z"])("%j is none", (value) => {
    expect(toUnixMs(value)).toBeNull();
  });
});
