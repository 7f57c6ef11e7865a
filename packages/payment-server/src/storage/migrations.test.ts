/**
 * Tables of the application are left alone, and two versions may begin on one empty database at
 * once.
 */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { makeSchema } from "../../test/postgres.ts";
import {
  postgresStorage as firstPostgres,
  sqliteStorage as firstSqlite,
} from "../../test/version-1/service.js";
import { postgresMigrations, postgresStorage } from "./postgres.ts";
import { sqliteMigrations, sqliteStorage } from "./sqlite.ts";

interface Database {
  first(): { migrate(): Promise<unknown> };
  today(): { migrate(): Promise<unknown>; listAttempts(topup_id: string): Promise<unknown[]> };
  query(text: string): Promise<Record<string, unknown>[]>;
  printed: string[];
  [Symbol.asyncDispose](): Promise<void>;
}

const DATABASES: [kind: string, open: () => Promise<Database>][] = [
  [
    "sqlite",
    async () => {
      const folder = makeFolder();
      const file = join(folder.path, "app.sqlite");
      const database = new DatabaseSync(file);
      const options = { table_prefix: "shop_" };
      return {
        first: () => firstSqlite(file, options),
        today: () => sqliteStorage(file, options),
        query: async (text) => database.prepare(text).all(),
        printed: sqliteMigrations(options),
        async [Symbol.asyncDispose]() {
          database.close();
          folder[Symbol.dispose]();
        },
      };
    },
  ],
  [
    "postgres",
    async () => {
      const { url, pool, schema, drop } = await makeSchema();
      const application = new pg.Pool({
        connectionString: url,
        max: 1,
        options: `-c search_path=${schema}`,
      });
      const options = { schema, table_prefix: "shop_" };
      return {
        first: () => firstPostgres(pool, options),
        today: () => postgresStorage(pool, options),
        query: async (text) => (await application.query<Record<string, unknown>>(text)).rows,
        printed: postgresMigrations(options),
        async [Symbol.asyncDispose]() {
          await application.end();
          await drop();
        },
      };
    },
  ],
];

test.each(DATABASES)(
  "a table `migrations` of the application is neither trusted nor written, on %s",
  async (_kind, open) => {
    await using database = await open();
    await database.first().migrate();
    await database.query("CREATE TABLE shop_migrations (version INTEGER PRIMARY KEY, name TEXT)");
    await database.query("INSERT INTO shop_migrations VALUES (1, 'init'), (3, 'users')");
    expect(await database.today().migrate()).toEqual({ version: 3, made: true });
    expect(await database.today().listAttempts("tu_a")).toEqual([]);
    expect(await database.query("SELECT version FROM shop_migrations ORDER BY version")).toEqual([
      { version: 1 },
      { version: 3 },
    ]);
  },
);

test.each(DATABASES)(
  "a table that is named like one of ours is refused with a message, and nothing is made, on %s",
  async (_kind, open) => {
    for (const name of ["shop_schema_changes", "shop_payments", "shop_credits", "shop_events"]) {
      await using database = await open();
      await database.query(`CREATE TABLE ${name} (version INTEGER PRIMARY KEY)`);
      const refused = {
        code: "configuration",
        message: expect.stringMatching(
          `${name} that is not of @x/payment-server\\. Give the payments another \`table_prefix\``,
        ),
      };
      await expect(database.today().migrate()).rejects.toMatchObject(refused);
      await expect(database.today().listAttempts("tu_a")).rejects.toMatchObject(refused);
      await expect(database.query("SELECT 1 FROM shop_audit")).rejects.toThrow();
    }
  },
);

test.each(DATABASES)(
  "tables of ours that a tool has created only in part are completed, on %s",
  async (_kind, open) => {
    await using database = await open();
    await database.today().migrate();
    for (const name of ["schema", "schema_changes", "audit"])
      await database.query(`DROP TABLE shop_${name}`);
    expect(await database.today().migrate()).toEqual({ version: 3, made: true });
    expect(await database.query("SELECT 1 FROM shop_audit")).toEqual([]);
  },
);

test.each(DATABASES)(
  "[K13] both versions make the tables of an empty database at once, without an error, on %s",
  async (_kind, open) => {
    for (let run = 0; run < 6; run += 1) {
      await using database = await open();
      const outcomes = await Promise.allSettled(
        Array.from(
          { length: 8 },
          async (_, index) =>
            await (index % 2 === 0 ? database.first() : database.today()).migrate(),
        ),
      );
      expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
      expect(await database.today().migrate()).toEqual({ version: 3, made: false });
    }
  },
);

test.each(DATABASES)(
  "what `migrate --print` prints fails on tables of the first version and marks nothing, so they can be upgraded afterwards, on %s",
  async (_kind, open) => {
    await using database = await open();
    await database.first().migrate();
    // As psql does, which continues after an error.
    const outcomes = await Promise.allSettled(
      database.printed.map(async (statement) => await database.query(statement)),
    );
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(3);
    expect(await database.today().migrate()).toEqual({ version: 3, made: true });
    expect(await database.today().listAttempts("tu_a")).toEqual([]);
  },
);
