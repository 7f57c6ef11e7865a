/** check() says that a database can be read and not written, before a buyer meets it. */
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeSchema, type PostgresSchema } from "../../test/postgres.ts";
import { createWorld, type World } from "../../test/world.ts";
import type { Storage } from "../index.ts";
import { postgresStorage } from "./postgres.ts";
import { sqliteStorage } from "./sqlite.ts";

/** Returns the messages of the findings that the storage cannot be used. */
async function unusable({ payment }: World): Promise<{ ok: boolean; messages: string[] }> {
  const { ok, findings } = await payment.check();
  const found = findings.filter(({ code }) => code === "storage_unavailable");
  return { ok, messages: found.map(({ message }) => message) };
}

async function worldOn(storage: Storage): Promise<World> {
  return await createWorld({ service: { storage } });
}

test("[O06] check() says that a SQLite database takes no writes", async () => {
  await using world = await createWorld({ storage: "sqlite" });
  const database = new DatabaseSync(join(world.folder, "own.sqlite"));
  const storage = sqliteStorage(database);
  await storage.migrate();
  await using own = await worldOn(storage);
  expect((await own.payment.check()).ok).toBe(true);
  database.exec("PRAGMA query_only = on");
  expect(await unusable(own)).toEqual({ ok: false, messages: [expect.any(String)] });
  await expect(own.create(own.host.addTopup().topup_id)).rejects.toThrow("503");
  database.exec("PRAGMA query_only = off");
  // What a buyer has met stays a warning for a day.
  expect(await unusable(own)).toEqual({
    ok: true,
    messages: [expect.stringMatching(/ Seen once by this process, last at /)],
  });
  database.close();
});

describe("on PostgreSQL", () => {
  let database: PostgresSchema;
  const role = `reader_${process.pid}`;
  beforeAll(async () => {
    database = await makeSchema();
    await postgresStorage(database.pool, { schema: database.schema }).migrate();
    await database.pool
      .query(`CREATE ROLE ${role}; GRANT USAGE ON SCHEMA ${database.schema} TO ${role};
      GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA ${database.schema} TO ${role}`);
  });
  afterAll(async () => {
    await database.drop();
    await database.pool.query(`DROP ROLE ${role}`);
  });

  /** Checks a service whose connections have these settings. */
  async function checked(options: string): Promise<{ ok: boolean; messages: string[] }> {
    const pool = new pg.Pool({ connectionString: database.url, options });
    await using world = await worldOn(postgresStorage(pool, { schema: database.schema }));
    const result = await unusable(world);
    await pool.end();
    return result;
  }

  test("[O06] check() says that the server or the user is read-only", async () => {
    expect(await checked("-c default_transaction_read_only=on")).toEqual({
      ok: false,
      messages: [expect.stringMatching(/^The database is read-only/)],
    });
  });

  test.each([
    ["INSERT", "payments"],
    ["INSERT", "credits"],
    ["INSERT", "events"],
    ["INSERT", "audit"],
    ["UPDATE", "payments"],
    ["UPDATE", "credits"],
    ["UPDATE", "events"],
  ])("[O06] check() says that the user may not %s in %s", async (right, table) => {
    const { pool, schema } = database;
    const as = `-c role=${role}`;
    expect(await checked(as)).toEqual({ ok: true, messages: [] });
    await pool.query(`REVOKE ${right} ON ${schema}.topup_${table} FROM ${role}`);
    expect(await checked(as)).toEqual({
      ok: false,
      messages: [expect.stringMatching(/^The database user may not do this/)],
    });
    await pool.query(`GRANT ${right} ON ${schema}.topup_${table} TO ${role}`);
  });
});
