/** Schemas on the PostgreSQL of the test run, with one pool for all tests of a file. */
import pg from "pg";
import { inject } from "vitest";
import type { Storage } from "../src/core/storage.ts";
import {
  postgresStorage,
  type PostgresClient,
  type PostgresOptions,
  type PostgresPool,
  type PostgresQuery,
} from "../src/storage/postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    pg_url: string;
  }
}

/** A schema of its own on the shared server. */
export interface PostgresSchema {
  url: string;
  pool: pg.Pool;
  /**
   * The name of the pool's connections. The server is shared, so a test closes only connections of
   * this name.
   */
  application_name: string;
  schema: string;
  drop(): Promise<void>;
}

let shared_pool: pg.Pool | null = null;

/** Creates an empty schema; `drop()` removes it. */
export async function makeSchema(): Promise<PostgresSchema> {
  const url = inject("pg_url");
  const application_name = `test_${process.pid}`;
  const shared = (shared_pool ??= new pg.Pool({
    connectionString: url,
    application_name,
    max: 20,
    allowExitOnIdle: true,
  }).on("error", () => {}));
  const schema = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  await shared.query(`CREATE SCHEMA ${schema}`);
  return {
    url,
    pool: shared,
    application_name,
    schema,
    drop: async () => void (await shared.query(`DROP SCHEMA ${schema} CASCADE`)),
  };
}

/** Schemas with tables whose worlds have ended, the one that ended first at the front. */
const ended: PostgresSchema[] = [];
/** What an ended world still writes lands in a schema that waits, and is removed with the rest. */
const WAITING = 3;

/**
 * Returns a schema without rows; it may have the tables of a world that has ended, because to
 * create them takes longer than most tests. `drop()` keeps it for a later world.
 */
export async function borrowSchema(): Promise<PostgresSchema> {
  const reused = ended.length > WAITING ? ended.shift() : undefined;
  const borrowed = reused === undefined ? await makeSchema() : await emptied(reused);
  return { ...borrowed, drop: async () => void ended.push(borrowed) };
}

async function emptied(schema: PostgresSchema): Promise<PostgresSchema> {
  const { rows } = await schema.pool.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename !~ 'schema(_changes)?$'",
    [schema.schema],
  );
  const deletes = rows.map(({ tablename }) => `DELETE FROM ${schema.schema}.${tablename}`);
  try {
    await schema.pool.query(["SET LOCAL lock_timeout = '2s'", ...deletes].join(";\n"));
    return schema;
  } catch {
    // A transaction that its world has left open holds a row.
    return await makeSchema();
  }
}

/** Returns a function that opens storages, each in its own tables. */
export function tablesIn(
  database: () => PostgresSchema,
): (pool?: PostgresPool, options?: PostgresOptions) => Storage {
  let prefixes = 0;
  return (pool, options) => {
    const { pool: own, schema } = database();
    return postgresStorage(pool ?? (own as unknown as PostgresPool), {
      schema,
      table_prefix: `t${(prefixes += 1)}_`,
      busy_ms: 1_000,
      ...options,
    });
  };
}

/** Wraps the pool so that each query of its clients passes through `intercept`. */
export function intercepted(
  pool: PostgresPool,
  intercept: (
    query: PostgresQuery,
    run: () => Promise<{ rows: unknown[] }>,
  ) => Promise<{ rows: unknown[] }>,
): PostgresPool {
  return {
    async connect(): Promise<PostgresClient> {
      const client = await pool.connect();
      return {
        release: (destroy) => client.release(destroy),
        on: (event, listener) => client.on?.(event, listener),
        listeners: (event) => client.listeners?.(event) ?? [],
        query: async (query) => await intercept(query, async () => await client.query(query)),
      };
    },
    end: async () => {},
  };
}

/** Returns an error as PostgreSQL throws it, with this SQLSTATE code. */
export const sqlState = (code: string): Error =>
  Object.assign(new Error("the server's own text"), { code });
