import { execFile } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { makeSchema } from "../../test/postgres.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const [, section = ""] =
  /\n## Tables\n([\s\S]*?)\n## /.exec(readFileSync(path("../../README.md"), "utf8")) ?? [];
const blocks = [...section.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language, text = ""]) => ({
  language,
  text,
}));
const commands = blocks
  .filter(({ language }) => language === "bash")
  .flatMap(({ text }) => text.trim().split("\n"));

/**
 * Makes an `npx` that runs the command of this package from its sources, and for any other package
 * prints its arguments.
 */
function makeNpx(folder: string): void {
  const [node, cli] = [process.execPath, path("../cli.ts")].map((word) => `"${word}"`);
  writeFileSync(
    join(folder, "npx"),
    `#!/bin/sh\nif [ "$1" = @x/payment-server ]; then shift; exec ${node} ${cli} "$@"; fi\necho "$@"\n`,
  );
  chmodSync(join(folder, "npx"), 0o755);
}

test("[P03] the commands of the README do what it says, one after the other", async () => {
  using folder = makeFolder();
  const { url, schema, drop } = await makeSchema();
  makeNpx(folder.path);
  const env = { ...process.env, PATH: `${folder.path}:${process.env["PATH"]}`, DATABASE_URL: url };
  const printed: string[] = [];
  for (const command of commands) {
    const text = command
      .replaceAll("postgres://owner@db.example/shop", url)
      .replaceAll("billing", schema);
    printed.push((await promisify(execFile)("sh", ["-c", text], { cwd: folder.path, env })).stdout);
  }
  expect(printed).toEqual([
    "Made the tables topup_*, version 3, in payments.sqlite.\n",
    `Made the tables ${schema}.topup_*, version 3, in ${url}.\n`,
    `The tables ${schema}.topup_*, version 3, are already in ${url} (DATABASE_URL).\n`,
    "",
    "wrangler d1 execute shop --remote --file tables.sql\n",
    "",
  ]);
  expect(readFileSync(join(folder.path, "since-1.sql"), "utf8")).toContain(
    "ALTER TABLE topup_payments ADD COLUMN unconfirmed_since BIGINT;",
  );
  expect(readFileSync(join(folder.path, "tables.sql"), "utf8")).toContain(
    "CREATE TABLE IF NOT EXISTS topup_payments (",
  );
  await drop();
});

test("[P03] the migration of the README makes the tables", async () => {
  using folder = makeFolder();
  const { pool, schema, drop } = await makeSchema();
  const snippet = blocks.find(({ language }) => language === "ts")?.text ?? "";
  const [imports = "", body = ""] = snippet.replaceAll("billing", schema).split("\n\n");
  const file = join(folder.path, "migration.ts");
  writeFileSync(
    file,
    `${imports.replace("@x/payment-server/storage/postgres", pathToFileURL(path("../storage/postgres.ts")).href)}\nexport async function up(client: { query(text: string): unknown }) {\n${body}\n}\n`,
  );
  const { up } = await import(pathToFileURL(file).href);
  await up(pool);
  expect((await pool.query(`SELECT version FROM ${schema}.topup_schema`)).rows).toEqual([
    { version: 1 },
  ]);
  await drop();
});
