import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { borrowSchema, makeSchema, type PostgresSchema } from "../../test/postgres.ts";
import { storageSuite, transactionSuite } from "../testing/index.ts";
import { insertSample } from "../testing/storage/records.ts";
import { postgresStorage } from "./postgres.ts";

const ROLE = `test_writer_${process.pid}`;
const TABLES = "SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA";
/** The connections of this pool have the rights of the role. */
const pool = new pg.Pool({
  connectionString: inject("pg_url"),
  max: 20,
  options: `-c role=${ROLE}`,
  allowExitOnIdle: true,
});

let owner: pg.Pool;
beforeAll(async () => {
  const { pool: shared, drop } = await makeSchema();
  owner = shared;
  await owner.query(`CREATE ROLE ${ROLE}`);
  await drop();
});
afterAll(async () => {
  await pool.end();
  await owner.query(`DROP OWNED BY ${ROLE}; DROP ROLE ${ROLE}`);
});

/** Lets the role use tables of the schema and make none. */
async function usable(made: PostgresSchema): Promise<PostgresSchema> {
  await owner.query(`GRANT USAGE ON SCHEMA ${made.schema} TO ${ROLE}`);
  return made;
}

describe("for a user who may make no tables, tables that are there are a storage:", () => {
  storageSuite(test, async ({ clock }) => {
    const { schema, drop } = await usable(await borrowSchema());
    await postgresStorage(owner, { schema }).migrate();
    await owner.query(`GRANT ${TABLES} ${schema} TO ${ROLE}`);
    // For `prune()` alone.
    await owner.query(`GRANT DELETE ON ${schema}.topup_events TO ${ROLE}`);
    const [storage, second] = [
      postgresStorage(pool, { clock, schema }),
      postgresStorage(pool, { clock, schema }),
    ];
    return { storage, second, dispose: drop };
  });

  transactionSuite<pg.PoolClient>(test, async ({ clock }) => {
    const { schema, drop } = await usable(await makeSchema());
    await owner.query(`CREATE TABLE IF NOT EXISTS ${schema}.words (word TEXT)`);
    await postgresStorage(owner, { schema }).migrate();
    await owner.query(`GRANT ${TABLES} ${schema} TO ${ROLE}`);
    return {
      storage: postgresStorage<pg.PoolClient>(pool, { clock, schema }),
      second: postgresStorage(pool, { clock, schema }),
      write: async (tx, word) => await tx.query(`INSERT INTO ${schema}.words VALUES ($1)`, [word]),
      read: async () =>
        (await pool.query<{ word: string }>(`SELECT word FROM ${schema}.words`)).rows.map(
          ({ word }) => word,
        ),
      dispose: drop,
    };
  });

  test("the user really may make none", async () => {
    const { schema, drop } = await usable(await makeSchema());
    await expect(pool.query(`CREATE TABLE ${schema}.mine (id INTEGER)`)).rejects.toMatchObject({
      code: "42501",
    });
    await drop();
  });
});

describe("a missing right is reported, and nothing needs a restart once it is granted:", () => {
  const refusal = {
    code: "storage_unavailable",
    message: expect.stringMatching(
      /^The database user may not do this: let the schema's owner run `npx @x\/payment-server migrate`, and grant/,
    ),
  };

  test("the tables, then the rights on them", async () => {
    const { schema, drop } = await usable(await makeSchema());
    const storage = postgresStorage(pool, { schema });
    await expect(storage.readPayment("pmt_a")).rejects.toMatchObject(refusal);
    await postgresStorage(owner, { schema }).migrate();
    await expect(storage.readPayment("pmt_a")).rejects.toMatchObject(refusal);
    await owner.query(`GRANT ${TABLES} ${schema} TO ${ROLE}`);
    expect(await insertSample(storage, "a")).toMatchObject({ payment_id: "pmt_a" });
    await drop();
  });

  test("the use of the schema", async () => {
    const { schema, drop } = await makeSchema();
    await expect(postgresStorage(pool, { schema }).readPayment("pmt_a")).rejects.toMatchObject(
      refusal,
    );
    await drop();
  });
});

test.each(["order", "user", "default"])(
  "a schema that is called %s, as a keyword is, holds tables",
  async (schema) => {
    await owner.query(`CREATE SCHEMA "${schema}"`);
    onTestFinished(async () => void (await owner.query(`DROP SCHEMA "${schema}" CASCADE`)));
    const storage = postgresStorage(owner, { schema });
    expect(await storage.migrate()).toMatchObject({ made: true });
    expect(await insertSample(storage, "a")).toMatchObject({ payment_id: "pmt_a" });
  },
);
