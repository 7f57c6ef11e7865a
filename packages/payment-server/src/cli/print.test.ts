import { readdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type pg from "pg";
import { expect, test } from "vitest";
import { runCommand } from "../../test/command.ts";
import { makeFolder } from "../../test/folder.ts";
import { makeSchema } from "../../test/postgres.ts";
import { postgresMigrations, postgresStorage } from "../storage/postgres.ts";
import { sqliteMigrations, sqliteStorage } from "../storage/sqlite.ts";

/** Returns what `migrate --print` prints while no database can be reached. */
async function printed(args: readonly string[]): Promise<string> {
  using folder = makeFolder();
  const { code, out, error } = await runCommand(["migrate", "--print", ...args], {
    cwd: folder.path,
    env: { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" },
  });
  expect([code, error, readdirSync(folder.path)]).toEqual([0, "", []]);
  return out;
}

/** Returns the statements of a printed script. */
function statementsOf(script: string): string[] {
  const [comment = "", ...lines] = script.trimEnd().split("\n");
  expect(comment).toMatch(/^-- /);
  return lines.join("\n").replace(/;$/, "").split(";\n");
}

const TABLES_OF_SQLITE =
  "SELECT type, name, tbl_name, REPLACE(sql, 'IF NOT EXISTS ', '') AS text FROM sqlite_master ORDER BY type, name";

test.each([
  ["sqlite", []],
  ["sqlite", ["--table-prefix", "shop_"]],
  ["d1", ["--table-prefix", "shop_"]],
])(
  "the SQL for %s with %j runs on a SQLite file, and again, and makes everything that the storage needs",
  async (dialect, flags) => {
    const script = await printed([dialect, ...flags]);
    const options = { ...(flags[1] === undefined ? {} : { table_prefix: flags[1] }) };
    expect(statementsOf(script)).toEqual(sqliteMigrations(options));
    using folder = makeFolder();
    using other = makeFolder();
    const [printing, making] = [new DatabaseSync(folder.file), new DatabaseSync(other.file)];
    printing.exec(script);
    printing.exec(script);
    expect(await sqliteStorage(printing, options).migrate()).toEqual({ version: 3, made: false });
    expect(await sqliteStorage(making, options).migrate()).toEqual({ version: 3, made: true });
    expect(printing.prepare(TABLES_OF_SQLITE).all()).toEqual(
      making.prepare(TABLES_OF_SQLITE).all(),
    );
    printing.close();
    making.close();
  },
);

test.each(["0", "4", "one", "1.5"])("--from %s is refused", async (from) => {
  using folder = makeFolder();
  const { code, error } = await runCommand(["migrate", "--print", "sqlite", "--from", from], {
    cwd: folder.path,
  });
  expect([code, error]).toEqual([2, expect.stringMatching(/version/)]);
});

test("--from prints what was added since that version, and nothing for the newest one", async () => {
  const lines = (await printed(["postgres", "--from", "1", "--schema", "billing"])).split("\n");
  expect(lines[0]).toMatch(/from version 1\. Runs once\.$/);
  expect(lines).toContain(
    'ALTER TABLE "billing".topup_payments ADD COLUMN IF NOT EXISTS unconfirmed_since BIGINT;',
  );
  expect(lines.at(-2)).toBe(
    'INSERT INTO "billing".topup_schema_changes (tables_version) VALUES (3) ON CONFLICT DO NOTHING;',
  );
  expect((await printed(["sqlite", "--from", "3"])).trim().split("\n")).toHaveLength(1);
});

async function tablesOf(pool: pg.Pool, schema: string): Promise<unknown> {
  const columns = await pool.query(
    "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = $1 ORDER BY table_name, ordinal_position",
    [schema],
  );
  const indexes = await pool.query(
    "SELECT REPLACE(indexdef, $1 || '.', '') AS text FROM pg_indexes WHERE schemaname = $1 ORDER BY indexname",
    [schema],
  );
  return [columns.rows, indexes.rows];
}

test("the SQL for PostgreSQL runs unchanged, and again, and makes everything that the storage needs", async () => {
  const [first, second] = [await makeSchema(), await makeSchema()];
  const flags = { schema: first.schema, table_prefix: "shop_" };
  const script = await printed(["postgres", "--schema", first.schema, "--table-prefix", "shop_"]);
  expect(statementsOf(script)).toEqual(postgresMigrations(flags));
  await first.pool.query(script);
  await first.pool.query(script);
  expect(await postgresStorage(first.pool, flags).migrate()).toEqual({ version: 3, made: false });
  expect(await postgresStorage(first.pool, { ...flags, schema: second.schema }).migrate()).toEqual({
    version: 3,
    made: true,
  });
  expect(await tablesOf(first.pool, first.schema)).toEqual(
    await tablesOf(first.pool, second.schema),
  );
  await first.drop();
  await second.drop();
});

test("without a schema it makes the tables in the search_path of the connection", async () => {
  const { pool, schema, drop } = await makeSchema();
  const client = await pool.connect();
  await client.query(`BEGIN; SET LOCAL search_path = ${schema}`);
  for (const statement of postgresMigrations()) await client.query(statement);
  await client.query("COMMIT");
  client.release();
  expect(await postgresStorage(pool, { schema }).migrate()).toEqual({ version: 3, made: false });
  await drop();
});
