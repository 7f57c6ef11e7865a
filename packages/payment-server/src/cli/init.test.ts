import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectSentence, runCommand } from "../../test/command.ts";
import { makeFolder } from "../../test/folder.ts";

/** Makes a project that has these packages. */
function makeProject(...packages: string[]): ReturnType<typeof makeFolder> {
  const folder = makeFolder();
  const dependencies = Object.fromEntries(packages.map((name) => [name, "1.0.0"]));
  writeFileSync(join(folder.path, "package.json"), JSON.stringify({ dependencies }));
  return folder;
}

const FILES = ["payment.ts", "topups.ts", "session.ts", "tables.sql", "host.ts", "shop.ts"];

test("init writes the files of the project's framework and database, and says what is next", async () => {
  using folder = makeProject("hono", "kysely", "pg");
  const { code, out, error } = await runCommand(["init", "--yes", "--json"], { cwd: folder.path });
  expect([code, error]).toEqual([0, ""]);
  expect(JSON.parse(out)).toEqual({
    framework: "hono",
    database: "kysely",
    written: [...FILES, "host.test.mjs", "routes.ts"].map((name) => `payments/${name}`),
    kept: [],
    missing: {
      dependencies: ["@x/payment-server"],
      dev_dependencies: ["@types/node", "@types/pg"],
    },
    next: [
      "Install @x/payment-server.",
      "Install for development: @types/node @types/pg.",
      "Set DATABASE_URL, and make the tables of payments/tables.sql with your migration tool.",
      "Return the user of a request in payments/session.ts.",
      "Mount the routes: the first line of payments/routes.ts says how.",
      "Run node --test payments/host.test.mjs: it shows that each topup is credited once and as a whole.",
      "Set DODO_PAYMENTS_API_KEY, DODO_PRODUCT_ID and DODO_WEBHOOK_KEY, or use @x/dodo-emulator.",
    ],
  });
  expect(readdirSync(join(folder.path, "payments"))).toHaveLength(8);
});

test("init overwrites nothing: a file that is there stays as it was, and is named", async () => {
  using folder = makeProject("next", "@x/payment-server");
  mkdirSync(join(folder.path, "app/topups"), { recursive: true });
  mkdirSync(join(folder.path, "payments"));
  const mine = ["app/topups/route.ts", "payments/host.ts"];
  for (const path of mine) writeFileSync(join(folder.path, path), "// mine\n");
  const first = await runCommand(["init", "--yes"], { cwd: folder.path });
  for (const path of mine) {
    expect(first.out).toContain(`  kept     ${path}\n`);
    expect(readFileSync(join(folder.path, path), "utf8")).toBe("// mine\n");
  }
  expect(first.out).toContain("  written  app/v1/payment/[...route]/route.ts\n");
  const again = await runCommand(["init", "--yes", "--json"], { cwd: folder.path });
  expect(JSON.parse(again.out)).toMatchObject({ written: [], kept: { length: 10 } });
});

test("what is installed is not named as missing", async () => {
  using folder = makeProject("next", "@x/payment-server", "@types/node");
  const { out } = await runCommand(["init", "--yes", "--json"], { cwd: folder.path });
  expect(JSON.parse(out)).toMatchObject({ missing: { dependencies: [], dev_dependencies: [] } });
  expect(out).not.toContain("Install");
});

test("the first step of a CommonJS project is the command that makes it one of ES modules", async () => {
  using folder = makeFolder();
  const stepsOf = async (type: string): Promise<string[]> => {
    writeFileSync(join(folder.path, "package.json"), JSON.stringify({ type }));
    const args = ["init", "--framework", "express", "--yes", "--json"];
    const { out } = await runCommand(args, { cwd: folder.path });
    return (JSON.parse(out) as { next: string[] }).next;
  };
  const [first, ...others] = await stepsOf("commonjs");
  expect(first).toBe(
    "Run npm pkg set type=module: package.json says commonjs, and the files are ES modules.",
  );
  expect(others).toEqual(await stepsOf("module"));
});

test("--dir names another folder", async () => {
  using folder = makeProject("express");
  const { code } = await runCommand(["init", "--yes", "--dir", folder.path]);
  expect(code).toBe(0);
  expect(readdirSync(folder.path)).toEqual(["package.json", "payments"]);
});

describe("what init cannot do is one sentence, and nothing is written:", () => {
  test.each([
    ["no known framework", [], ["init", "--yes"], "give --framework next, hono, express, bun or"],
    ["another framework", [], ["init", "--yes", "--framework", "rails"], '"rails" is unknown'],
    ["another database", ["hono"], ["init", "--yes", "--database", "mysql"], '"mysql" is unknown'],
    ["nobody to ask", ["hono"], ["init"], "give --yes to write the files"],
    ["JSON with a question", ["hono"], ["init", "--json"], "give --yes too"],
    ["an unknown flag", ["hono"], ["init", "--force"], "init --help lists the flags"],
  ] as const)("%s", async (_, packages, args, said) => {
    using folder = makeProject(...packages);
    expectSentence(await runCommand(args, { cwd: folder.path }), 2, said);
    expect(readdirSync(folder.path)).toEqual(["package.json"]);
  });

  test("a folder without a package.json", async () => {
    using folder = makeFolder();
    const ran = await runCommand(["init", "--yes"], { cwd: folder.path });
    expectSentence(ran, 2, "run this in your project");
  });

  test("a package.json that cannot be read", async () => {
    using folder = makeFolder();
    writeFileSync(join(folder.path, "package.json"), "{");
    const ran = await runCommand(["init", "--yes"], { cwd: folder.path });
    expectSentence(ran, 2, "is not JSON: mend it first");
  });
});

test("--help lists every flag", async () => {
  const { code, out } = await runCommand(["init", "--help"]);
  expect(code).toBe(0);
  for (const flag of ["--framework", "--database", "--dir", "--yes", "--json"])
    expect(out).toContain(flag);
});
