// Runs the migration of docs/databases.md with Kysely's own Migrator.
import { promises as fs, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Storage } from "@x/payment-server";
import { postgresStorage } from "@x/payment-server/storage/postgres";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import Database from "better-sqlite3";
import { type Dialect, Kysely, PostgresDialect, SqliteDialect } from "kysely";
import { FileMigrationProvider, type MigrationResultSet, Migrator } from "kysely/migration";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { replaced, snippet } from "./page.ts";
import {
  closedAtTheEnd,
  openPostgresShop,
  openSqliteShop,
  takePayment,
  type Shop,
} from "./shop.ts";

test("[F11] a migration of Kysely makes our tables in PostgreSQL, once", async () => {
  const shop = await openPostgresShop();
  const dialect = new PostgresDialect({
    pool: new pg.Pool({ connectionString: shop.url, max: 2 }),
  });
  await expectMade(shop, dialect, snippet("kysely"), () =>
    postgresStorage(shop.url, { schema: "billing" }),
  );
});

test("[F11] a migration of Kysely makes our tables in a SQLite file, once", async () => {
  const shop = await openSqliteShop();
  const text = snippet("kysely").replace(/^.*CREATE SCHEMA.*\n/m, "");
  const migration = replaced(
    replaced(text, 'postgresMigrations({ schema: "billing" })', "sqliteMigrations()"),
    "postgresMigrations",
    "sqliteMigrations",
  );
  const dialect = new SqliteDialect({ database: new Database(shop.url) });
  await expectMade(shop, dialect, replaced(migration, "storage/postgres", "storage/sqlite"), () =>
    sqliteStorage(shop.url),
  );
});

async function expectMade(
  shop: Shop,
  dialect: Dialect,
  migration: string,
  open: () => Storage,
): Promise<void> {
  const folder = path.join(shop.folder, "migrations");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "0001-payments.ts"), migration);
  const db = new Kysely<unknown>({ dialect });
  onTestFinished(async () => await db.destroy());
  const migrate = async (): Promise<MigrationResultSet> => {
    const provider = new FileMigrationProvider({
      fs,
      path,
      migrationFolder: folder,
      import: async (file) => await import(pathToFileURL(file).href),
    });
    return await new Migrator({ db, provider }).migrateToLatest();
  };
  expect(await migrate()).toEqual({
    results: [{ migrationName: "0001-payments", direction: "Up", status: "Success" }],
  });

  const storage = closedAtTheEnd(open());
  expect(await storage.migrate()).toMatchObject({ made: false });
  await takePayment(storage);
  const before = await shop.ours();
  expect(await migrate()).toEqual({ results: [] });
  expect(await shop.ours()).toEqual(before);
}
