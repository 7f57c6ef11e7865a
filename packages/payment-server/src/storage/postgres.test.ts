import { describe, test } from "vitest";
import { makeSchema } from "../../test/postgres.ts";
import { storageSuite } from "../testing/index.ts";
import { postgresStorage } from "./postgres.ts";

describe("a PostgreSQL database is a storage:", () => {
  storageSuite(test, async ({ clock }) => {
    const { pool, schema, drop } = await makeSchema();
    const [storage, second] = [postgresStorage(pool, { clock, schema }), postgresStorage(pool, { clock, schema })];
    return { storage, second, dispose: drop };
  });
});
