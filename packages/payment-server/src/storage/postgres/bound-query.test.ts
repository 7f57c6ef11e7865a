import { describe, expect, test } from "vitest";
import { read } from "../sql/driver.ts";
import { createBinder, parserOf } from "./bound-query.ts";

describe("a statement is bound", () => {
  test("by position, with a value for each time that a name appears", () => {
    const bound = createBinder({})(read("SELECT :a, :b, :a", { a: 1, b: "x" }));
    expect([bound.text, bound.values]).toEqual(["SELECT $1, $2, $3", [1, "x", 1]]);
    expect(bound).toMatchObject({ rowMode: "array" });
  });

  test("with NULL for a name that has no value, and without the values that it does not name", () => {
    const bound = createBinder({})(read("SELECT :a", { b: 2 }));
    expect(bound.values).toEqual([null]);
  });

  test("with the clock of the options at each use, else with NULL", () => {
    let now = 7;
    const bind = createBinder({ clock: () => now });
    const statement = read("SELECT :clock", { clock: 1 });
    expect(bind(statement).values).toEqual([7]);
    now = 8;
    expect(bind(statement).values).toEqual([8]);
    expect(createBinder({})(statement).values).toEqual([null]);
  });
});

describe("the name of a prepared statement", () => {
  const nameOf = (text: string, prepare?: boolean): unknown =>
    createBinder(prepare === undefined ? {} : { prepare })(read(text)).name;

  test("follows from the text, for every storage on the connection", () => {
    expect(nameOf("SELECT 1")).toBe(nameOf("SELECT 1"));
    expect(nameOf("SELECT 1")).not.toBe(nameOf("SELECT 2"));
    expect(nameOf("SELECT 12")).not.toBe(nameOf("SELECT 21"));
    expect(nameOf("SELECT 1", true)).toBe(nameOf("SELECT 1"));
  });

  test("is short enough for PostgreSQL, and plain", () => {
    for (const text of ["", "SELECT 1", "SELECT ".repeat(2_000)])
      expect(nameOf(text)).toMatch(/^topup_[a-z0-9]{1,57}$/);
  });

  test("is that of the translated text, so that the names of parameters do not matter", () => {
    expect(nameOf("SELECT :a")).toBe(nameOf("SELECT :b"));
  });

  test("is left out if nothing may be prepared", () => {
    expect(createBinder({ prepare: false })(read("SELECT 1"))).not.toHaveProperty("name");
  });

  test("is different for each of ten thousand texts", () => {
    const bind = createBinder({});
    const names = Array.from({ length: 10_000 }, (_, at) => bind(read(`SELECT ${at}`)).name);
    expect(new Set(names).size).toBe(10_000);
  });
});

test("the types of numbers are read as numbers, and every other type as text", () => {
  for (const oid of [20, 21, 23, 700, 701, 1_700]) expect(parserOf(oid)("12")).toBe(12);
  for (const oid of [16, 25, 1_043, 1_184, 3_802, 17]) expect(parserOf(oid)("12")).toBe("12");
  const { types } = createBinder({})(read("SELECT 1")) as unknown as {
    types: { getTypeParser: typeof parserOf };
  };
  expect(types.getTypeParser(20)("9007199254740991")).toBe(Number.MAX_SAFE_INTEGER);
});
