import { describe, expect, test } from "vitest";
import { emptyVariables, rememberReading, setting } from "./variables.ts";

/** Reads variables from an object. */
const from =
  (values: Readonly<Record<string, string>>) =>
  (name: string): string | undefined =>
    values[name];

describe("a setting", () => {
  test("is the option if it was given, whatever the variables say", () => {
    const env = from({ A: "one", B: "two" });
    expect(setting(" own ", ["A", "B"], env)).toBe("own");
    expect(setting("own", [], env)).toBe("own");
  });

  test.each([undefined, "", "  "])("is a variable if the option is %j", (option) => {
    expect(setting(option, ["A", "B"], from({ B: " two\n" }))).toBe("two");
  });

  test("is the first variable that is not empty", () => {
    expect(setting(undefined, ["A", "B"], from({ A: " ", B: "two" }))).toBe("two");
    expect(setting(undefined, ["A", "B"], from({ A: "one" }))).toBe("one");
  });

  test("is null if neither is set", () => {
    expect(setting(undefined, ["A", "B"], from({ A: "", C: "three" }))).toBeNull();
    expect(setting(undefined, [], from({ A: "one" }))).toBeNull();
  });

  test("may have the same value under both names", () => {
    expect(setting(undefined, ["A", "B"], from({ A: "one", B: " one " }))).toBe("one");
  });

  test("is refused if two names have different values, and neither value is told", () => {
    const read = (): unknown => setting(undefined, ["A", "B", "C"], from({ B: "sk_1", C: "sk_2" }));
    expect(read).toThrow("B and C have different values; keep one of them.");
    expect(read).not.toThrow(/sk_/);
  });
});

test("variables that are set to nothing are named, and those that are not set are not", () => {
  expect(emptyVariables(["A", "B", "C", "D"], from({ A: "", B: " \t", C: "x" }))).toEqual([
    "A",
    "B",
  ]);
});

describe("what was read", () => {
  test("has changed once a variable of it has another value", () => {
    const values: Record<string, string> = { A: "one" };
    const { read, changed } = rememberReading((name) => values[name]);
    expect([read("A"), read("B"), changed()]).toEqual(["one", undefined, false]);
    values["C"] = "never read";
    expect(changed()).toBe(false);
    values["B"] = "set later";
    expect(changed()).toBe(true);
    delete values["B"];
    values["A"] = "two";
    expect(changed()).toBe(true);
  });

  test("is compared with the first value, also after it was read again", () => {
    const values: Record<string, string> = { A: "one" };
    const { read, changed } = rememberReading((name) => values[name]);
    read("A");
    values["A"] = "two";
    expect(read("A")).toBe("two");
    expect(changed()).toBe(true);
    values["A"] = "one";
    expect(changed()).toBe(false);
  });
});
