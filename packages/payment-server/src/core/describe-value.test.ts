import { expect, test } from "vitest";
import { describeValue } from "./describe-value.ts";

test.each([
  [null, "null"],
  [undefined, "undefined"],
  [0, "0"],
  [Number.NaN, "NaN"],
  [false, "false"],
  [10n, "a bigint"],
  ["", "an empty string"],
  [" ", "a string"],
  ["ada@example.com", "a string"],
  [() => "secret", "a function"],
  [Symbol("secret"), "a symbol"],
  [["secret"], "a list"],
  [new Date(0), "a Date"],
  [Promise.resolve("secret"), "a promise"],
  [{ token: "secret" }, "an object"],
  [new Map(), "an object"],
  [Object.create(null), "an object"],
])("%o is described as %j, without what it contains", (value, described) => {
  expect(describeValue(value)).toBe(described);
});
