import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { providerCases } from "./testing/index.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/**
 * The files that the snippet of the README imports from its reader's project: here, the till of our
 * own tests.
 */
const FILES = {
  "bank-provider.ts": `export { tillProvider as bankProvider } from "../till-provider.ts";`,
  "test-bank.ts": `
    import { Till } from "../till.ts";
    export function openTestBank(clock) {
      const till = new Till(clock);
      const { fetch, api_key, signing_key } = till;
      return { options: { fetch, api_key, signing_key, item: "coins" }, host: "till.example", account: till, close() {} };
    }`,
  "vitest.ts": `
    export const registered = [];
    export const test = (name, run) => registered.push([name, run]);`,
};

test("[P03] the README's suite runs", async () => {
  const blocks = [
    ...readFileSync(path("../README.md"), "utf8").matchAll(/```ts\n([\s\S]*?)```/g),
  ].map(([, block]) => block ?? "");
  const snippet = blocks.find((block) => block.includes("providerSuite(")) ?? "";
  const folder = mkdtempSync(path("../test/.snippets-"));
  try {
    for (const [name, text] of Object.entries(FILES)) writeFileSync(`${folder}/${name}`, text);
    writeFileSync(
      `${folder}/snippet.ts`,
      snippet
        .replace("@x/payment-server/testing", path("./testing/index.ts"))
        .replace('"vitest"', '"./vitest.ts"'),
    );
    await import(pathToFileURL(`${folder}/snippet.ts`).href);
    const { registered } = (await import(pathToFileURL(`${folder}/vitest.ts`).href)) as {
      registered: [string, () => Promise<void>][];
    };
    expect(registered.map(([name]) => name)).toEqual(providerCases.map(({ name }) => name));
    for (const [, run] of registered) await run();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
