/** Names each place that a new provider has forgotten, so that nobody has to know them by heart. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as main from "../index.ts";
import type { ProviderFactory } from "../index.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** A folder of `providers/`, and the places outside it where the provider has to appear. */
interface Places {
  name: string;
  /** What `providers/<name>/index.ts` exports. */
  module: object;
  /** What `src/index.ts` exports. */
  entry: object;
  /** The README of the package. */
  readme: string;
  /** The texts of the tests in the folder. */
  tests: readonly string[];
}

/** Returns a sentence for each place that was forgotten. */
function forgotten({ name, module, entry, readme, tests }: Places): string[] {
  const folder = `providers/${name}`;
  const found = Object.entries(module).find(([key]) => key.endsWith("PaymentProvider"));
  if (found === undefined)
    return [`${folder}/index.ts exports no function whose name ends in PaymentProvider`];
  const [key, create] = found as [string, (options: object) => ProviderFactory];
  const missing: string[] = [];
  if (Reflect.get(entry, key) !== create)
    missing.push(`src/index.ts does not export ${key} of ${folder}/index.ts`);
  if (!readme.includes(`\`${key}(`)) missing.push(`README.md does not document ${key}()`);
  for (const variable of create({}).variables)
    if (!readme.includes(`\`${variable.key}\``))
      missing.push(`README.md does not document the variable ${variable.key} of ${folder}`);
  if (!tests.some((text) => /^\s+providerSuite\(/m.test(text)))
    missing.push(`no test in ${folder}/ runs providerSuite`);
  return missing;
}

async function placesOf(name: string): Promise<Places> {
  const files = readdirSync(path(`./${name}`)).filter((file) => file.endsWith(".test.ts"));
  return {
    name,
    module: (await import(`./${name}/index.ts`)) as object,
    entry: main,
    readme: readFileSync(path("../../README.md"), "utf8"),
    tests: files.map((file) => readFileSync(path(`./${name}/${file}`), "utf8")),
  };
}

const NAMES = readdirSync(path("."), { withFileTypes: true })
  .filter((found) => found.isDirectory())
  .map(({ name }) => name);

test.each(NAMES)(
  "the provider %s is exported, documented with its variables, and checked by providerSuite",
  async (name) => {
    expect(forgotten(await placesOf(name))).toEqual([]);
  },
);

test("each place that a provider has forgotten is named", async () => {
  const dodo = await placesOf("dodo");
  const readme = dodo.readme
    .replaceAll("`DODO_CURRENCY`", "")
    .replaceAll("`dodoPaymentProvider(", "");
  expect(forgotten({ ...dodo, entry: {}, readme, tests: ["// not yet"] })).toEqual([
    "src/index.ts does not export dodoPaymentProvider of providers/dodo/index.ts",
    "README.md does not document dodoPaymentProvider()",
    "README.md does not document the variable DODO_CURRENCY of providers/dodo",
    "no test in providers/dodo/ runs providerSuite",
  ]);
  expect(forgotten({ ...dodo, module: {} })).toEqual([
    "providers/dodo/index.ts exports no function whose name ends in PaymentProvider",
  ]);
});
