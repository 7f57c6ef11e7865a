// Opens each recipe on its database, for tests and for the processes that tests kill. A SQLite file
// is given by its path, a PostgreSQL schema by a URL with `search_path`. Drivers are loaded lazily,
// since a process needs only one.
import type { Tables } from "@x/host-recipes/kysely";
import type { Prisma } from "@x/host-recipes/prisma";
import type { HostFunctions } from "@x/payment-server/testing";
import type { Pool, QueryResult } from "pg";

export interface Opened {
  host: HostFunctions;
  close(): Promise<void> | void;
}

/** Milliseconds that SQLite waits for another connection's transaction. */
const BUSY_MS = 5_000;

export const recipes = {
  async "node-sqlite"(file: string): Promise<Opened> {
    const { DatabaseSync } = await import("node:sqlite");
    const { createHost } = await import("@x/host-recipes/node-sqlite");
    const db = new DatabaseSync(file, { timeout: BUSY_MS });
    return { host: createHost(db), close: () => db.close() };
  },
  async "bun-sqlite"(file: string): Promise<Opened> {
    const { Database } = await import("bun:sqlite");
    const { createHost } = await import("@x/host-recipes/bun-sqlite");
    const db = new Database(file);
    db.run(`PRAGMA busy_timeout = ${BUSY_MS}`);
    return { host: createHost(db), close: () => db.close() };
  },
  async "better-sqlite3"(file: string): Promise<Opened> {
    const { default: Database } = await import("better-sqlite3");
    const { createHost } = await import("@x/host-recipes/better-sqlite3");
    const db = new Database(file, { timeout: BUSY_MS });
    return { host: createHost(db), close: () => void db.close() };
  },
  async "kysely-sqlite"(file: string): Promise<Opened> {
    const { default: Database } = await import("better-sqlite3");
    const { Kysely, SqliteDialect } = await import("kysely");
    const { createHost } = await import("@x/host-recipes/kysely");
    const db = new Kysely<Tables>({
      dialect: new SqliteDialect({ database: new Database(file, { timeout: BUSY_MS }) }),
    });
    return { host: createHost(db), close: () => db.destroy() };
  },
  async "kysely-postgres"(url: string): Promise<Opened> {
    const { Kysely, PostgresDialect } = await import("kysely");
    const { createHost } = await import("@x/host-recipes/kysely");
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: await openPool(url) }) });
    return { host: createHost(db), close: () => db.destroy() };
  },
  async pg(url: string): Promise<Opened> {
    const { createHost } = await import("@x/host-recipes/pg");
    const pool = await openPool(url);
    return { host: createHost(pool), close: () => pool.end() };
  },
  async drizzle(url: string): Promise<Opened> {
    const { drizzle } = await import("drizzle-orm/node-postgres");
    const { createHost } = await import("@x/host-recipes/drizzle");
    const pool = await openPool(url);
    return { host: createHost(drizzle({ client: pool })), close: () => pool.end() };
  },
  /** Runs Prisma's SQL with `pg`, because generating Prisma's own client needs a download. */
  async prisma(url: string): Promise<Opened> {
    const { createHost } = await import("@x/host-recipes/prisma");
    const pool = await openPool(url);
    const ask = async (sql: TemplateStringsArray, values: unknown[]): Promise<QueryResult> =>
      await pool.query({ text: numbered(sql), values });
    const client: Prisma = {
      // The caller names the type of the rows, as with the real client.
      $queryRaw: async <Rows>(sql: TemplateStringsArray, ...values: unknown[]) =>
        (await ask(sql, values)).rows as Rows,
      $executeRaw: async (sql, ...values) => (await ask(sql, values)).rowCount ?? 0,
    };
    return { host: createHost(client), close: () => pool.end() };
  },
} as const;

export type Recipe = keyof typeof recipes;

/** Returns the recipe of that name. Throws if there is none. */
export function recipeOf(name: string | undefined): (typeof recipes)[Recipe] {
  const found = Object.entries(recipes).find(([recipe]) => recipe === name);
  if (found === undefined) throw new Error(`there is no recipe ${name}`);
  return found[1];
}

async function openPool(connectionString: string): Promise<Pool> {
  const { default: pg } = await import("pg");
  return new pg.Pool({ connectionString, max: 10 });
}

/** Turns the template `a ${x} b` into `a $1 b`, as Prisma does. */
function numbered(sql: TemplateStringsArray): string {
  return sql.reduce((text, part, index) => `${text}$${index}${part}`);
}
