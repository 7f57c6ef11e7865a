// Type-checks the files that `payment-server init` writes, runs `hostSuite`, and buys.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { typeErrors } from "@x/example-installed/type-errors";
import { testPurchases } from "@x/example-shared/mount-suite";
import { startServer } from "@x/example-shared/server";
import { hostCases } from "@x/payment-server/testing";
import pg from "pg";
import { afterAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { generate, signIn, type Generated } from "./generated.ts";
import { writeServer } from "./servers.ts";

declare module "vitest" {
  interface ProvidedContext {
    pg_url: string;
  }
}

const here = fileURLToPath(new URL(".", import.meta.url));
const bun = join(here, "node_modules/.bin/bun");
const FRAMEWORKS = ["next", "hono", "express", "bun", "sveltekit"];
const DATABASES = ["drizzle", "kysely", "prisma", "postgres", "sqlite"];
/** Frameworks and databases do not depend on each other, so that each is written once. */
const PROJECTS = [
  ...FRAMEWORKS.map((framework) => [framework, "sqlite"] as const),
  ...DATABASES.slice(0, -1).map((database) => ["hono", database] as const),
].map(([framework, database]) => ({ framework, database, ...generate(framework, database) }));
afterAll(() => PROJECTS.forEach(({ remove }) => remove()));

function projectOf(framework: string, database: string): Generated {
  const project = PROJECTS.find(
    (each) => each.framework === framework && each.database === database,
  );
  if (project === undefined) throw new Error(`${framework} with ${database} is not written`);
  return project;
}

describe("[P03] the written files", () => {
  test("have the types of the packages, for each framework and database", async () => {
    const files = PROJECTS.flatMap(({ folder, written }) =>
      written.filter((path) => path.endsWith(".ts")).map((path) => join(folder, path)),
    );
    expect(files.length).toBeGreaterThan(PROJECTS.length * 5);
    expect(await errorsOf(files)).toEqual([]);
  });

  test.each([
    ["hono", "drizzle", "drizzle"],
    ["hono", "kysely", "kysely"],
    ["hono", "prisma", "prisma"],
    ["hono", "postgres", "pg"],
    ["hono", "sqlite", "node-sqlite"],
    ["bun", "sqlite", "bun-sqlite"],
  ])("for %s with %s have the host of docs/host/%s.ts", (framework, database, recipe) => {
    const { folder } = projectOf(framework, database);
    const host = readFileSync(join(folder, "payments/host.ts"), "utf8");
    expect(host).toBe(readFileSync(join(here, `../../docs/host/${recipe}.ts`), "utf8"));
  });
});

describe("[P03] the written test runs `hostSuite` on the written host:", () => {
  test.each([
    ["hono", "sqlite"],
    ["bun", "sqlite"],
    ["hono", "postgres"],
    ["hono", "drizzle"],
    ["hono", "kysely"],
  ])("%s with %s", async (framework, database) => {
    // The written test starts no process. Bun shows the case that needs one as passed.
    const skipped = framework === "bun" ? 0 : 1;
    const { folder } = projectOf(framework, database);
    const [command, ...args] =
      framework === "bun" ? [bun, "test"] : [process.execPath, "--test", "--test-reporter=tap"];
    const { stdout, stderr } = await promisify(execFile)(
      command,
      [...args, "./payments/host.test.mjs"],
      { cwd: folder, env: { ...process.env, TEST_DATABASE_URL: inject("pg_url") } },
    );
    expect(passedOf(stdout + stderr)).toBe(hostCases.length - skipped);
  });

  test("a host that marks the topup and adds the credits in two transactions fails it", async () => {
    const { folder, remove } = generate("hono", "sqlite");
    onTestFinished(remove);
    const path = join(folder, "payments/host.ts");
    const torn = readFileSync(path, "utf8").replaceAll(
      /db\.exec\("(?:BEGIN IMMEDIATE|COMMIT|ROLLBACK)"\);/g,
      "",
    );
    writeFileSync(path, torn);
    const run = promisify(execFile)(
      process.execPath,
      ["--test", "--test-reporter=tap", "./payments/host.test.mjs"],
      { cwd: folder },
    );
    await expect(run).rejects.toMatchObject({
      stdout: expect.stringMatching(/^ *not ok \d+ - a call that cannot write the balance/m),
    });
  });
});

describe("a shop that is bought from, with a session and a server that its owner has added:", () => {
  for (const [framework, runtime] of [
    ["express", process.execPath],
    ["bun", bun],
  ] as const) {
    const project = projectOf(framework, "sqlite");
    addServer(project, framework);
    testPurchases(`${framework} with sqlite`, (env, folder) => ({
      command: runtime,
      args: [join(project.folder, "server.ts")],
      cwd: folder,
      env: { ...env, SHOP_DATABASE: join(folder, "shop.sqlite") },
    }));
  }

  const project = projectOf("hono", "drizzle");
  addServer(project, "hono");
  testPurchases("hono with drizzle", async (env, folder) => {
    const url = await emptySchema(`init_${process.pid}`, project);
    return await startServer({
      command: process.execPath,
      args: [join(project.folder, "server.ts")],
      cwd: folder,
      env: { ...env, DATABASE_URL: url },
    });
  });
});

/** Adds what the owner writes: who is signed in, and the server. */
function addServer(project: Generated, framework: string): void {
  signIn(join(project.folder, "payments"));
  writeServer(project, framework);
}

/** Returns the number of tests that passed, as node:test or Bun prints it. */
function passedOf(printed: string): number {
  const [, tap, in_bun] = /^# pass (\d+)$|^\s*(\d+) pass$/m.exec(printed) ?? [];
  return Number(tap ?? in_bun);
}

/** Makes a schema with the tables of the written `tables.sql`, and returns its address. */
async function emptySchema(name: string, { folder }: Generated): Promise<string> {
  const url = new URL(inject("pg_url"));
  url.searchParams.set("options", `-c search_path=${name}`);
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`CREATE SCHEMA ${name}`);
  await client.query(readFileSync(join(folder, "payments/tables.sql"), "utf8"));
  await client.end();
  return url.href;
}

/** Type-checks files as a bundler's project does, and returns the errors. */
async function errorsOf(files: readonly string[]): Promise<string[]> {
  return await typeErrors(here, [...files, join(here, "given.d.ts")], {
    skipLibCheck: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    allowImportingTsExtensions: true,
    lib: ["es2023", "dom"],
    types: ["node", "bun-types"],
    target: "es2023",
    module: "esnext",
    moduleResolution: "bundler",
  });
}
