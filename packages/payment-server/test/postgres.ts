/** A schema of its own on the PostgreSQL of the test run, with one pool for all tests of a file. */
import pg from "pg";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    pg_url: string;
  }
}

export interface PostgresSchema {
  url: string;
  pool: pg.Pool;
  schema: string;
  drop(): Promise<void>;
}

let pool: pg.Pool | null = null;
let made = 0;

export async function makeSchema(): Promise<PostgresSchema> {
  const url = inject("pg_url");
  const shared = (pool ??= new pg.Pool({ connectionString: url, max: 20, allowExitOnIdle: true }).on("error", () => {}));
  const schema = `test_${process.pid}_${(made += 1)}`;
  await shared.query(`CREATE SCHEMA ${schema}`);
  return { url, pool: shared, schema, drop: async () => void (await shared.query(`DROP SCHEMA ${schema} CASCADE`)) };
}
