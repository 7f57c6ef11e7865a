import { describe, expect, test } from "vitest";
import { callbackOf, isQueryObject, isThenable } from "./query-forms.ts";

const call = (): void => undefined;
const other = (): void => undefined;

describe("a query object", () => {
  test("runs itself: it has a method `submit`", () => {
    expect(isQueryObject({ submit: call })).toBe(true);
    expect(isQueryObject(Object.create({ submit: call }))).toBe(true);
  });

  test.each([null, undefined, "SELECT 1", {}, { text: "SELECT 1" }, { submit: "SELECT 1" }])(
    "is not %j",
    (query) => {
      expect(isQueryObject(query)).toBe(false);
    },
  );
});

describe("the callback of a query is", () => {
  test("the last function among the arguments", () => {
    expect(callbackOf(["SELECT 1", call])).toBe(call);
    expect(callbackOf(["SELECT 1", ["a"], call])).toBe(call);
    expect(callbackOf(["SELECT 1", call, other])).toBe(other);
  });

  test("else the one inside the first argument", () => {
    expect(callbackOf([{ text: "SELECT 1", callback: call }])).toBe(call);
    expect(callbackOf([{ text: "SELECT 1", callback: call }, other])).toBe(other);
  });

  test.each([[["SELECT 1"]], [["SELECT 1", ["a"]]], [[{ text: "SELECT 1", callback: 7 }]], [[]]])(
    "missing in %j",
    (args) => {
      expect(callbackOf(args)).toBeNull();
    },
  );
});

test("a promise of any library is one, and nothing else is", () => {
  const withThen = (value: unknown): object => {
    const made = {};
    Reflect.set(made, "then", value);
    return made;
  };
  const values = [Promise.resolve(), withThen(call), withThen(7), null, undefined, "then"];
  expect(values.map(isThenable)).toEqual([true, true, false, false, false, false]);
});
