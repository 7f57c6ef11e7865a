import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import Better from "better-sqlite3";
import { beforeAll, describe, expect, test } from "vitest";
import { handleCases, pathCases } from "./cases.ts";
import type { Open } from "./file.ts";
import type { Line } from "./suite.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

const openBetter: Open = (file, { big_integers } = { big_integers: false }) => {
  const database = new Better(file);
  database.defaultSafeIntegers(big_integers);
  return database;
};

describe("an open database of better-sqlite3 is a storage:", () => {
  for (const { name, run } of handleCases(openBetter)) test(name, run);
});

test.each(["README.md", "../../packages/payment-server/README.md"])(
  "[P03] the snippet of %s runs, and its settings cannot lose an answered webhook",
  async (readme) => {
    const blocks = [...readFileSync(folder + readme, "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map(
      ([, block]) => block ?? "",
    );
    const snippet = blocks.find((block) => block.includes('from "better-sqlite3"')) ?? "";
    // The file is inside the example, so that it finds the packages as an application does.
    const place = mkdtempSync(`${folder}.snippets-`);
    try {
      writeFileSync(
        `${place}/snippet.ts`,
        `${snippet.replace("shop.sqlite", `${place}/shop.sqlite`)}\nexport { database, storage };\n`,
      );
      const { database, storage } = await import(pathToFileURL(`${place}/snippet.ts`).href);
      expect((await storage.summary(0)).warnings).toEqual([]);
      expect(snippet).toContain("synchronous = FULL");
      database.pragma("synchronous = NORMAL");
      expect((await storage.summary(0)).warnings).toHaveLength(1);
      database.close();
    } finally {
      rmSync(place, { recursive: true });
    }
  },
);

test("without the pragma, better-sqlite3 uses NORMAL with WAL, as the README says", () => {
  const database = new Better(":memory:");
  expect(database.pragma("compile_options")).toContainEqual({
    compile_options: "DEFAULT_WAL_SYNCHRONOUS=1",
  });
  database.close();
});

/** The arguments of Deno, which runs offline with only the permissions that a database needs. */
const DENO = [
  "run",
  "--node-modules-dir=manual",
  "--no-remote",
  "--cached-only",
  "--no-lock",
  "--allow-read",
  "--allow-write",
  "--allow-env",
];

describe.each([
  ["bun", "path", []],
  ["bun", "handle", []],
  ["deno", "path", DENO],
  ["deno", "handle", DENO],
] as const)("in %s, a SQLite %s is a storage:", (runtime, kind, args) => {
  let lines: Line[] = [];
  beforeAll(async () => {
    lines = linesOf(
      await printed(`${folder}node_modules/.bin/${runtime}`, [...args, "suite.ts", kind]),
    );
  });

  test("it really is that runtime", () => {
    expect(lines[0]).toEqual({ runtime: expect.stringMatching(new RegExp(`^${runtime} \\d`)) });
  });
  test.each(kind === "path" ? pathCases(openBetter) : handleCases(openBetter))(
    "$name",
    ({ name }) => {
      expect(lines.find((line) => "name" in line && line.name === name)).toEqual({
        name,
        error: null,
      });
    },
  );
});

test.each([
  ["bun", []],
  ["deno", DENO],
] as const)("in %s, `payment-server migrate` makes the tables of a file", async (runtime, args) => {
  const place = mkdtempSync(`${folder}.snippets-`);
  const [cli, file] = [
    fileURLToPath(new URL("cli.js", import.meta.resolve("@x/payment-server"))),
    `${place}/payments.sqlite`,
  ];
  const ran = await printed(`${folder}node_modules/.bin/${runtime}`, [
    ...args,
    cli,
    "migrate",
    "--sqlite",
    file,
  ]);
  const database = new Better(file);
  expect([ran, database.prepare("SELECT version FROM topup_schema").all()]).toEqual([
    `Made the tables topup_*, version 3, in ${file}.\n`,
    [{ version: 1 }],
  ]);
  database.close();
  rmSync(place, { recursive: true });
});

/** Returns the standard output, however the process ended. A case without a line in it fails. */
async function printed(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    timeout: 50_000,
    env: { ...process.env, DENO_NO_UPDATE_CHECK: "1" },
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more: string) => (text += more));
  await once(child, "close");
  return text;
}

function linesOf(text: string): Line[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
}
