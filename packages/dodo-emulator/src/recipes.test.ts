/** The recipes of docs/break-your-handler.md run, and each finds the mistake that it is about. */
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { createHandler, type Omissions } from "../test/handlers.ts";
import { createDodoEmulator } from "./emulator.ts";

const page = await readFile(
  new URL("../../../docs/break-your-handler.md", import.meta.url),
  "utf8",
);

interface Recipe {
  title: string;
  code: string;
  growth: number;
}

/** The handler with the mistake of each recipe, in their order. */
const mistakes: readonly Omissions[] = [
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
];

const recipes = [...page.matchAll(/^## (.*)\n[\s\S]*?```js\n([\s\S]*?)```/gm)].map(
  ([, title = "", code = ""]): Recipe => ({
    title,
    code,
    growth: code.includes("// grows by one purchase") ? 5000 : 0,
  }),
);

/** Runs a recipe against a handler; resolves to what the balance grew by. */
async function growth({ code }: Recipe, left_out: Omissions): Promise<number> {
  const { handle, balance } = createHandler(left_out);
  await using dodo = createDodoEmulator({
    delivery: "manual",
    webhook_url: "http://shop.test/webhook",
    fetch: handle,
  });
  const AsyncFunction: FunctionConstructor = Reflect.get(async () => {}, "constructor");
  await new AsyncFunction("dodo", "handler", code)(dodo, handle);
  return balance();
}

test("there are ten, each of three lines that say what the balance must do", () => {
  expect(recipes).toHaveLength(mistakes.length);
  for (const { code } of recipes) {
    expect(code.trim().split("\n")).toHaveLength(3);
    expect(code).toMatch(/\/\/ (grows by one purchase|stays as it is)\n$/);
  }
});

describe.each(recipes.map((recipe, i) => ({ ...recipe, mistake: mistakes[i] ?? {} })))(
  "$title",
  (recipe) => {
    test("the recipe passes with a correct handler, and fails with one that does so", async () => {
      expect(await growth(recipe, {})).toBe(recipe.growth);
      expect(await growth(recipe, recipe.mistake)).not.toBe(recipe.growth);
    });
  },
);
