import { describe, expect, test } from "vitest";
import { topup } from "../../test/money-rule.ts";
import type { Topup } from "./host.ts";
import { wrongField } from "./topup-fields.ts";

/** Returns what is wrong with a value that a host without types returns. */
const wrongWith = (value: unknown): string | null => wrongField(value as Topup);

test("a topup with all fields is right, whatever else it has", () => {
  expect(wrongWith(topup({}))).toBeNull();
  expect(wrongWith({ ...topup({}), rows: [], email: "ada@example.com" })).toBeNull();
});

test.each(["topup_id", "user_id"])("a %s that no row can have is named", (field) => {
  for (const id of ["a\0", "a".repeat(501), "\ud83d"])
    expect(wrongWith({ ...topup({}), [field]: id })).toBe(
      `readTopup() returned a topup whose \`${field}\` has a control character, half of a surrogate pair or more than 500 characters.`,
    );
});

describe("what is no topup is named with the fix:", () => {
  test.each<[string, unknown, string]>([
    ["a list", [topup({})], "a list; return its first row, or null if it is empty"],
    [
      "a query's result",
      { rows: [topup({})], rowCount: 1 },
      "a query's result; return `rows[0] ?? null`",
    ],
    ["an id", "tu_1", "a string; return the topup or null"],
    ["nothing", undefined, "undefined; return the topup or null"],
  ])("%s", (_, value, said) => {
    expect(wrongWith(value)).toBe(`readTopup() returned ${said}.`);
  });
});

test("a topup without its id is no query's result", () => {
  const { user_id, credits, usd_cents, status } = topup({});
  expect(wrongWith({ user_id, credits, usd_cents, status })).toContain("`topup_id` is missing;");
});

describe("a field of another spelling is named:", () => {
  const spelled = (name: string): string | null => {
    const { usd_cents, ...rest } = topup({});
    return wrongWith({ ...rest, [name]: usd_cents });
  };

  test.each(["usdCents", "UsdCents", "USD_CENTS", "usdcents", "usd__cents"])("%s", (name) => {
    expect(spelled(name)).toContain(`\`usd_cents\` is missing (it has \`${name}\`)`);
  });

  test.each(["cents", "usd-cents", `usd${"_".repeat(33)}cents`])("but not %s", (name) => {
    expect(spelled(name)).toContain("`usd_cents` is missing; it must be a whole number");
  });
});
