import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { hostCases } from "@x/payment-server/testing";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../docs/host/", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
const textOf = (name: string): string => readFileSync(folder + name, "utf8");

test("there is a recipe for each of these, at most 45 lines of code long", () => {
  expect(files.sort()).toEqual([
    "better-sqlite3.ts",
    "bun-sqlite.ts",
    "d1.ts",
    "drizzle.ts",
    "kysely.ts",
    "mail.ts",
    "metrics-opentelemetry.ts",
    "metrics-prometheus.ts",
    "node-sqlite.ts",
    "pg.ts",
    "prisma.ts",
    "reversals-d1.ts",
    "reversals-node-sqlite.ts",
    "reversals-pg.ts",
  ]);
  const codeOf = (name: string): string[] =>
    textOf(name)
      .split("\n")
      .filter((line) => !/^\s*(\/\/|\/\*\*|$)/.test(line));
  expect(files.filter((name) => codeOf(name).length > 45)).toEqual([]);
});

test("the README of the recipes names every one", () => {
  expect(files.filter((name) => !textOf("README.md").includes(`](${name})`))).toEqual([]);
});

test("the recipe for node:sqlite is the host that the examples run and the README shows", () => {
  expect(textOf("node-sqlite.ts")).toBe(
    readFileSync(fileURLToPath(new URL("../shared/host.ts", import.meta.url)), "utf8"),
  );
});

test("the README's suite runs, here on the shop of the examples", async () => {
  const [, snippet = ""] = /```ts\n([\s\S]*?)```/.exec(textOf("README.md")) ?? [];
  const around = `import { createHost } from "@x/host-recipes/node-sqlite";
    import { openLedger } from "../../shared/ledger.ts";
    const openTestShop = () => { const shop = openLedger(":memory:"); return { ...shop, close: () => shop.db.close() }; };
    export const registered: [string, () => Promise<void>][] = [];
    const test = (name: string, run: () => Promise<void>) => registered.push([name, run]);`;
  // The file is inside the example, so that it finds the packages as an application does.
  const place = mkdtempSync(fileURLToPath(new URL(".snippets-", import.meta.url)));
  try {
    writeFileSync(
      `${place}/snippet.ts`,
      around + snippet.replace('import { test } from "vitest";', ""),
    );
    const { registered } = (await import(pathToFileURL(`${place}/snippet.ts`).href)) as {
      registered: [string, () => Promise<void>][];
    };
    expect(registered.map(([name]) => name)).toEqual(hostCases.map(({ name }) => name));
    for (const [, run] of registered) await run();
  } finally {
    rmSync(place, { recursive: true });
  }
});
