/** A database, a user or a pool may have settings of its own. None of them changes what is stored. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  borrowSchema,
  intercepted,
  makeSchema,
  type PostgresSchema,
  sqlState,
} from "../../test/postgres.ts";
import { storageCases, storageSuite, transactionSuite } from "../testing/index.ts";
import { insertSample } from "../testing/storage/records.ts";
import { postgresStorage } from "./postgres.ts";

/** Settings with which values read differently, or with which statements fail if they can. */
const SETTINGS: Readonly<Record<string, string>> = {
  extra_float_digits: "0",
  DateStyle: "German",
  IntervalStyle: "sql_standard",
  TimeZone: "Asia/Kathmandu",
  bytea_output: "escape",
  standard_conforming_strings: "off",
  client_encoding: "LATIN1",
  search_path: "pg_temp",
  default_transaction_isolation: "serializable",
  default_transaction_deferrable: "on",
  lock_timeout: "1",
  statement_timeout: "1000",
  idle_in_transaction_session_timeout: "1000",
  row_security: "off",
  plan_cache_mode: "force_generic_plan",
  enable_indexscan: "off",
  check_function_bodies: "off",
};

function poolWith(settings: Readonly<Record<string, string>>): pg.Pool {
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return new pg.Pool({
    connectionString: inject("pg_url"),
    max: 12,
    options: options.join(" "),
    ...(settings["client_encoding"] && { client_encoding: settings["client_encoding"] }),
    allowExitOnIdle: true,
  }).on("error", () => {});
}

describe("[F30] with odd settings a PostgreSQL database is a storage:", () => {
  const pool = poolWith(SETTINGS);
  afterAll(async () => await pool.end());

  test("the settings are really set", async () => {
    const { rows } = await pool.query(
      "SELECT name FROM pg_settings WHERE source = 'client' AND setting <> boot_val",
    );
    expect(rows.map(({ name }) => String(name))).toEqual(
      expect.arrayContaining(Object.keys(SETTINGS)),
    );
    expect((await pool.query("SELECT 0.1::float8 + 0.2::float8 AS sum")).rows).toEqual([
      { sum: 0.3 },
    ]);
  });

  storageSuite(test, async ({ clock }) => {
    const { schema, drop } = await borrowSchema();
    const [storage, second] = [
      postgresStorage(pool, { clock, schema }),
      postgresStorage(pool, { clock, schema }),
    ];
    return { storage, second, dispose: drop };
  });

  transactionSuite<pg.PoolClient>(test, async ({ clock }) => {
    const { pool: direct, schema, drop } = await borrowSchema();
    await direct.query(`CREATE TABLE IF NOT EXISTS ${schema}.words (word TEXT)`);
    return {
      storage: postgresStorage<pg.PoolClient>(pool, { clock, schema }),
      second: postgresStorage(pool, { clock, schema }),
      write: async (tx, word) => await tx.query(`INSERT INTO ${schema}.words VALUES ($1)`, [word]),
      read: async () =>
        (await direct.query<{ word: string }>(`SELECT word FROM ${schema}.words`)).rows.map(
          ({ word }) => word,
        ),
      dispose: drop,
    };
  });
});

// Such a plan runs the subquery of an UPDATE once for each row, as the server chooses by itself for
// tables whose statistics are old. With SKIP LOCKED each run of it finds other rows.
describe("[F30] where the server joins row by row, no more is taken than the limit:", () => {
  const joins = ["hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize"];
  const pool = poolWith(Object.fromEntries(joins.map((join) => [`enable_${join}`, "off"])));
  afterAll(async () => await pool.end());

  test.each(storageCases.filter(({ name }) => name.includes("up to the limit")))(
    "$name",
    async ({ run }) => {
      await run(async ({ clock }) => {
        const { schema, drop } = await borrowSchema();
        const storage = postgresStorage(pool, { clock, schema });
        return { storage, second: storage, dispose: drop };
      });
    },
  );
});

describe("what cannot work says so by its name, with the fix:", () => {
  let database: PostgresSchema;
  beforeAll(async () => void (database = await makeSchema()));
  afterAll(async () => await database.drop());

  test.each([
    [
      "default_transaction_read_only",
      { default_transaction_read_only: "on" },
      /`default_transaction_read_only` is on/,
    ],
    ["a search_path without a schema", { search_path: "nowhere" }, /no such schema.*`search_path`/],
  ])("[F30] %s", async (_, settings, sentence) => {
    const pool = poolWith(settings);
    const storage = postgresStorage(
      pool,
      "search_path" in settings ? {} : { schema: database.schema },
    );
    await expect(insertSample(storage, "a")).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringMatching(sentence),
    });
    await pool.end();
  });

  test("[F30] row-level security that hides the rows from this user", async () => {
    const { pool: owner, schema } = database;
    const role = `test_hidden_${process.pid}`;
    await postgresStorage(owner, { schema }).migrate();
    await owner.query(
      `CREATE ROLE ${role}; GRANT USAGE ON SCHEMA ${schema} TO ${role}; GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO ${role}; ALTER TABLE ${schema}.topup_payments ENABLE ROW LEVEL SECURITY`,
    );
    const pool = poolWith({ role });
    await expect(insertSample(postgresStorage(pool, { schema }), "a")).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringContaining("row-level security"),
    });
    await pool.end();
    await owner.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });

  test("[F30] a statement that statement_timeout has canceled is tried once more, with our own limit", async () => {
    const canceled: string[] = [];
    const once = intercepted(database.pool, async ({ text }, run) => {
      if (!text.startsWith("WITH due") || canceled.includes(text)) return await run();
      canceled.push(text);
      throw sqlState("57014");
    });
    const storage = postgresStorage(once, { schema: database.schema });
    await storage.migrate();
    expect(await storage.takeDue(1, 2, 3, 4)).toEqual([]);
    expect(canceled).toHaveLength(1);
    const always = intercepted(database.pool, async ({ text }, run) =>
      text.startsWith("WITH due") ? await Promise.reject(sqlState("57014")) : await run(),
    );
    await expect(
      postgresStorage(always, { schema: database.schema }).takeDue(1, 2, 3, 4),
    ).rejects.toMatchObject({ message: expect.stringContaining("`statement_timeout`") });
  });
});
