import { expect, test } from "vitest";
import { positional } from "./driver.ts";

const dollars = (text: string): ReturnType<typeof positional> =>
  positional(text, (index) => `$${index}`);

test("named parameters become positions, each time they appear", () => {
  expect(dollars("UPDATE t SET a = :value WHERE id = :id AND b <> :value")).toEqual({
    text: "UPDATE t SET a = $1 WHERE id = $2 AND b <> $3",
    names: ["value", "id", "value"],
  });
});

test("every placeholder of SQLite is the same question mark", () => {
  expect(positional("VALUES (:a, :b_c)", () => "?")).toEqual({
    text: "VALUES (?, ?)",
    names: ["a", "b_c"],
  });
});

test("a cast of PostgreSQL is no parameter, and may follow one", () => {
  expect(dollars("SELECT :now::bigint, c::text, :id :: text")).toEqual({
    text: "SELECT $1::bigint, c::text, $2 :: text",
    names: ["now", "id"],
  });
});

test("a name ends where it cannot go on, and a longer name is another parameter", () => {
  expect(dollars("(:fence,:fence_before) - :version-1").names).toEqual([
    "fence",
    "fence_before",
    "version",
  ]);
});

test("a statement without parameters stays as it is", () => {
  expect(dollars("SELECT 1")).toEqual({ text: "SELECT 1", names: [] });
});
