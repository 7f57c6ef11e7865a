/** The recipes of docs/break-your-handler.md run, and each finds the mistake that it is about. */
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import {
  createCheckout,
  type CheckoutOmissions,
  createHandler,
  type Omissions,
} from "../test/handlers.ts";
import { createDodoEmulator } from "./emulator.ts";

const page = await readFile(
  new URL("../../../docs/break-your-handler.md", import.meta.url),
  "utf8",
);

interface Recipe {
  title: string;
  code: string;
  /** What the last line says. */
  outcome: string;
}

/** The shop with the mistake of each recipe, in their order. */
const mistakes: readonly (Omissions & CheckoutOmissions)[] = [
  { once: "never" },
  { once: "by webhook-id" },
  { once: "by payment id, whatever its status" },
  { verify: true },
  { money: "currency" },
  { money: "none" },
  { late_failure: true },
  { strict: true },
  { raw_body: true },
  { refunds: true },
  { honest_status: true },
  { own_price: true },
  { no_retries: true },
  { last_one: true },
  { pages: true },
];

const recipes = [...page.matchAll(/^## (\d+\. .*)\n[\s\S]*?```js\n([\s\S]*?)```/gm)].map(
  ([, title = "", code = ""]): Recipe => ({
    title,
    code,
    outcome: /\/\/ ([^\n]*)\n$/.exec(code)?.[1] ?? "",
  }),
);

/** Runs a recipe against a shop; resolves to what its last line would have to say. */
async function outcome(
  { code, outcome: said }: Recipe,
  left_out: Omissions & CheckoutOmissions,
): Promise<string> {
  const { handle, balance, withoutDatabase, list } = createHandler(left_out);
  await using dodo = createDodoEmulator({
    delivery: "manual",
    webhook_url: "http://shop.test/webhook",
    fetch: handle,
  });
  const given = {
    dodo,
    handler: handle,
    withoutDatabase,
    list,
    checkout: createCheckout(dodo, left_out),
  };
  const is_balance = said.includes("grows") || said.includes("stays");
  // The last line is an expression if it is not about the balance.
  const [first, second, last] = code.split("\n");
  const body = is_balance ? code : `${first}\n${second}\nreturn ${last}`;
  const AsyncFunction: FunctionConstructor = Reflect.get(async () => {}, "constructor");
  const found: unknown = await new AsyncFunction(...Object.keys(given), body)(
    ...Object.values(given),
  );
  if (!is_balance) return String(found);
  const outcomes: Record<number, string> = { 0: "stays as it is", 5000: "grows by one purchase" };
  return outcomes[balance()] ?? `grows by ${balance()}`;
}

test("there are fifteen, each of three lines that say what must come out", () => {
  expect(recipes).toHaveLength(mistakes.length);
  for (const { code, outcome: said } of recipes) {
    expect(code.trim().split("\n")).toHaveLength(3);
    expect(said).toMatch(/^(grows by one purchase|stays as it is|1|true)$/);
  }
});

describe.each(recipes.map((recipe, i) => ({ ...recipe, mistake: mistakes[i] ?? {} })))(
  "$title",
  (recipe) => {
    test("the recipe passes with a correct shop, and fails with one that does so", async () => {
      expect(await outcome(recipe, {})).toBe(recipe.outcome);
      expect(await outcome(recipe, recipe.mistake)).not.toBe(recipe.outcome);
    });
  },
);
