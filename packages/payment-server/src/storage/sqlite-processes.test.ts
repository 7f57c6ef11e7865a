import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { inProcesses } from "../../test/processes.ts";
import { CLAIMED, MIGRATED } from "../../test/storage-worker.ts";
import { insertSample } from "../testing/storage/records.ts";
import { MIGRATIONS } from "./sql/schema.ts";
import { sqliteStorage } from "./sqlite.ts";

test("[C02] four processes claim the same hundred credits at once: each has one winner, whose change alone is stored", async () => {
  using folder = makeFolder();
  const storage = sqliteStorage(folder.file, { synchronous: "NORMAL" });
  for (const name of CLAIMED) await insertSample(storage, name);
  const won = await inProcesses(4, "storage-worker.ts", [folder.file, "claim"]);
  expect(won).toHaveLength(4);
  expect(won.flat().sort()).toEqual([...CLAIMED].sort());
  for (const name of CLAIMED) {
    const [payment, credit] = [
      await storage.readPayment(`pmt_${name}`),
      await storage.readCredit(`tu_${name}`),
    ];
    expect(payment).toMatchObject({ status: "crediting", version: 2 });
    expect(credit).toMatchObject({
      payment_id: `pmt_${name}`,
      fence: 1,
      holder: payment?.write_id,
      live: true,
    });
    expect(await storage.listAudit(`pmt_${name}`)).toHaveLength(2);
  }
  await storage.close();
});

test("[K05] a write waits for another process that holds the file for a second", async () => {
  using folder = makeFolder();
  const storage = sqliteStorage(folder.file);
  await storage.migrate();
  expect(await inProcesses(1, "storage-worker.ts", [folder.file, "lock"])).toEqual(["locked"]);
  expect(isLocked(folder.file)).toBe(true);
  expect(await insertSample(storage, "a")).toMatchObject({ payment_id: "pmt_a" });
  await storage.close();
});

test("[K13] eight processes migrate an empty file at once, and another, and another: one schema each, made by one of them, no error", async () => {
  using folder = makeFolder();
  const made = await inProcesses(8, "storage-worker.ts", [folder.file, "migrate"]);
  expect(made).toHaveLength(8);
  expect(made.flat().sort()).toEqual([...MIGRATED].sort());
  for (const suffix of MIGRATED) {
    const database = new DatabaseSync(folder.file + suffix, { timeout: 5_000 });
    expect(database.prepare("SELECT version FROM topup_schema").all()).toEqual([{ version: 1 }]);
    expect(database.prepare("SELECT tables_version FROM topup_schema_changes").all()).toEqual(
      MIGRATIONS.map(({ version }) => ({ tables_version: version })),
    );
    expect(
      database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all(),
    ).toHaveLength(6);
    database.close();
  }
});

function isLocked(file: string): boolean {
  const database = new DatabaseSync(file);
  try {
    database.exec("BEGIN IMMEDIATE; ROLLBACK");
    return false;
  } catch {
    return true;
  } finally {
    database.close();
  }
}
