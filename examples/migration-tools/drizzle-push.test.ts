// Runs the real `drizzle-kit push` on a database with our tables, without and with the lines of
// docs/databases.md.
import type { Storage } from "@x/payment-server";
import { postgresStorage } from "@x/payment-server/storage/postgres";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { describe, expect, test } from "vitest";
import { type Filter, openBillingStorage, SLOWLY, writeProject } from "./drizzle.ts";
import {
  closedAtTheEnd,
  openPostgresShop,
  openSqliteShop,
  takePayment,
  type Shop,
} from "./shop.ts";

describe("[F11] without a filter,", () => {
  test(
    "drizzle-kit generate and migrate keep our tables beside the shop's; push asks to drop them, and with --force it does not ask",
    async () => {
      const shop = await openPostgresShop();
      await takePayment(closedAtTheEnd(postgresStorage(shop.url)));
      const before = await shop.ours();
      writeProject(shop, "none");
      await shop.run("npx drizzle-kit generate && npx drizzle-kit migrate");
      expect(await shop.query("SELECT * FROM topups")).toEqual([]);
      expect(await shop.ours()).toEqual(before);

      const asked = await shop.run("npx drizzle-kit push --verbose");
      for (const table of before.tables)
        expect(asked).toContain(`DROP TABLE "${table.replace("public.", "")}" CASCADE;`);
      expect(asked).toContain("Do you still want to push changes?");
      expect(await shop.ours()).toEqual(before);

      const forced = await shop.run("npx drizzle-kit push --force");
      expect(forced).not.toMatch(/DATA LOSS|Do you still want/);
      expect((await shop.ours()).tables).toEqual([]);
    },
    SLOWLY,
  );

  test(
    "drizzle-kit push --force drops our tables from a SQLite file",
    async () => {
      const shop = await openSqliteShop();
      await shop.query(
        "CREATE TABLE topups (topup_id TEXT PRIMARY KEY NOT NULL, user_id TEXT NOT NULL)",
      );
      await takePayment(closedAtTheEnd(sqliteStorage(shop.url)));
      writeProject(shop, "none");
      await shop.run("npx drizzle-kit push --force");
      expect((await shop.ours()).tables).toEqual([]);
    },
    SLOWLY,
  );
});

describe("[F11] drizzle-kit push --force makes the shop's table and leaves ours as they are,", () => {
  test(
    "with `schemaFilter`, in a schema of their own",
    async () => {
      const shop = await openPostgresShop();
      await shop.query("CREATE SCHEMA billing");
      await expectKept(shop, await openBillingStorage(shop), "schema");
    },
    SLOWLY,
  );

  test(
    "with `tablesFilter`, beside the shop's",
    async () => {
      const shop = await openPostgresShop();
      await expectKept(shop, closedAtTheEnd(postgresStorage(shop.url)), "tables");
    },
    SLOWLY,
  );

  test(
    "with `tablesFilter`, in a SQLite file",
    async () => {
      const shop = await openSqliteShop();
      await expectKept(shop, closedAtTheEnd(sqliteStorage(shop.url)), "tables");
    },
    SLOWLY,
  );
});

async function expectKept(shop: Shop, storage: Storage, filter: Filter): Promise<void> {
  await takePayment(storage);
  const before = await shop.ours();
  writeProject(shop, filter);
  const printed = await shop.run("npx drizzle-kit push --force --verbose");
  expect(printed).toMatch(/CREATE TABLE ["`]topups["`]/);
  expect(printed).not.toMatch(/(DROP|ALTER) (TABLE|SCHEMA)/);
  expect(await shop.query("SELECT * FROM topups")).toEqual([]);
  expect(await shop.ours()).toEqual(before);
  await takePayment(storage);
}
