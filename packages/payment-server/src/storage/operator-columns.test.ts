/** Columns that an operator has added to our tables change nothing. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { makeSchema } from "../../test/postgres.ts";
import type { Storage } from "../core/storage.ts";
import { changeOf, claimSample, insertSample, sampleEvent } from "../testing/storage/records.ts";
import { postgresStorage } from "./postgres.ts";
import { sqliteStorage } from "./sqlite.ts";

/** Uses each table, and checks that everything comes back as it was written. */
async function useAll(storage: Storage, name: string): Promise<void> {
  const { payment } = await claimSample(storage, name);
  const event = sampleEvent(name, { sync_status: "applied" });
  const paid = changeOf(payment, { status: "paid" }, { event });
  expect(await storage.closeCredit(paid, 1)).toMatchObject({ won: true, payment: paid.next });
  expect(await storage.readEvent(event.event_id)).toEqual(event);
  expect(await storage.listAudit(payment.payment_id)).toHaveLength(3);
  expect((await storage.summary(1)).payments).toMatchObject({ paid: expect.any(Number) });
}

const TABLES = ["payments", "credits", "events", "audit"];

describe("[O06] check() and all methods work beside columns of the operator", () => {
  test.each([
    "own_note TEXT DEFAULT 'x'",
    "own_number BIGINT GENERATED ALWAYS AS IDENTITY",
    "own_length INTEGER GENERATED ALWAYS AS (1 + 1) STORED",
  ])("on PostgreSQL: %s, added while the connections are in use", async (column) => {
    const { pool, schema, drop } = await makeSchema();
    const storage = postgresStorage(pool, { schema });
    await useAll(storage, "before");
    for (const table of TABLES)
      await pool.query(`ALTER TABLE ${schema}.topup_${table} ADD COLUMN ${column}`);
    await useAll(storage, "after");
    await drop();
  });

  test.each([
    "own_note TEXT DEFAULT 'x'",
    "own_length INTEGER GENERATED ALWAYS AS (1 + 1) VIRTUAL",
  ])("on SQLite: %s, added while the file is open", async (column) => {
    using folder = makeFolder();
    const storage = sqliteStorage(join(folder.path, "shop.sqlite"));
    await useAll(storage, "before");
    using database = new DatabaseSync(join(folder.path, "shop.sqlite"));
    for (const table of TABLES) database.exec(`ALTER TABLE topup_${table} ADD COLUMN ${column}`);
    await useAll(storage, "after");
    await storage.close();
  });

  test("on PostgreSQL: a column of ours that was dropped, and added again as the last one", async () => {
    const { pool, schema, drop } = await makeSchema();
    const storage = postgresStorage(pool, { schema });
    await insertSample(storage, "before");
    await pool.query(
      `ALTER TABLE ${schema}.topup_payments DROP COLUMN business_id, ADD COLUMN business_id TEXT`,
    );
    await useAll(storage, "after");
    await drop();
  });
});
