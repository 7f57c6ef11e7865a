import type { PoolClient } from "pg";
import { describe, test } from "vitest";
import { borrowSchema } from "../../test/postgres.ts";
import { storageSuite, transactionSuite } from "../testing/index.ts";
import { postgresStorage } from "./postgres.ts";

describe("a PostgreSQL database is a storage:", () => {
  storageSuite(test, async ({ clock }) => {
    const { pool, schema, drop } = await borrowSchema();
    const [storage, second] = [
      postgresStorage(pool, { clock, schema }),
      postgresStorage(pool, { clock, schema }),
    ];
    return { storage, second, dispose: drop };
  });
});

describe("a PostgreSQL database has transactions for the host:", () => {
  transactionSuite<PoolClient>(test, async ({ clock }) => {
    const { pool, schema, drop } = await borrowSchema();
    await pool.query(`CREATE TABLE IF NOT EXISTS ${schema}.words (word TEXT)`);
    return {
      storage: postgresStorage<PoolClient>(pool, { clock, schema }),
      second: postgresStorage(pool, { clock, schema }),
      write: async (tx, word) => await tx.query(`INSERT INTO ${schema}.words VALUES ($1)`, [word]),
      read: async () =>
        (await pool.query<{ word: string }>(`SELECT word FROM ${schema}.words`)).rows.map(
          ({ word }) => word,
        ),
      dispose: drop,
    };
  });
});
