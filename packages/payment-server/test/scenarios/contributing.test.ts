import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Takes the place of vitest in the snippet, so that the snippet's test runs inside this one. */
const RUNNER = `
  export { expect } from "vitest";
  export const registered = [];
  export const test = (name, run) => registered.push(run);`;

test("the scenario in CONTRIBUTING.md runs", async () => {
  const text = readFileSync(path("../../../../CONTRIBUTING.md"), "utf8");
  const snippet = /```ts\n([\s\S]*?createWorld[\s\S]*?)```/.exec(text)?.[1] ?? "";
  const folder = mkdtempSync(path("../.snippets-"));
  try {
    writeFileSync(`${folder}/vitest.ts`, RUNNER);
    writeFileSync(`${folder}/snippet.ts`, snippet.replace('"vitest"', '"./vitest.ts"'));
    await import(pathToFileURL(`${folder}/snippet.ts`).href);
    const { registered } = (await import(pathToFileURL(`${folder}/vitest.ts`).href)) as {
      registered: (() => Promise<void>)[];
    };
    expect(registered).toHaveLength(1);
    for (const run of registered) await run();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
