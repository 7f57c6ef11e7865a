// Creates our tables by a custom migration of the real drizzle-kit, with the commands of
// docs/databases.md.
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { expect, test } from "vitest";
import { openBillingStorage, SLOWLY, writeProject } from "./drizzle.ts";
import { snippet } from "./page.ts";
import { closedAtTheEnd, openPostgresShop, openSqliteShop, takePayment } from "./shop.ts";

test(
  "[F11] a custom migration of Drizzle makes our tables, once, and a later push changes nothing",
  async () => {
    const shop = await openPostgresShop();
    writeProject(shop, "schema");
    await shop.run("npx drizzle-kit generate");
    for (const line of snippet("--custom").trim().split("\n")) await shop.run(line);
    const storage = await openBillingStorage(shop);
    expect(await storage.migrate()).toMatchObject({ made: false });
    await takePayment(storage);

    const before = await shop.ours();
    await shop.run("npx drizzle-kit migrate");
    expect(await shop.run("npx drizzle-kit push --force")).toContain("No changes detected");
    expect(await shop.ours()).toEqual(before);
    await takePayment(storage);
  },
  SLOWLY,
);

test(
  "[F11] a custom migration of Drizzle makes our tables in a SQLite file",
  async () => {
    const shop = await openSqliteShop();
    writeProject(shop, "tables");
    await shop.run("npx drizzle-kit generate && npx drizzle-kit generate --custom --name payments");
    await shop.run(snippet("statement-breakpoint"));
    await shop.run("npx drizzle-kit migrate");
    const storage = closedAtTheEnd(sqliteStorage(shop.url));
    expect(await storage.migrate()).toMatchObject({ made: false });
    await takePayment(storage);
  },
  SLOWLY,
);
