/** A database that the host opened and passes to the storage stays the host's. */
import { DatabaseSync, type DatabaseSyncOptions } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { openSqlite } from "../../test/open-sqlite.ts";
import { storageSuite } from "../testing/index.ts";
import { claimSample, insertSample } from "../testing/storage/records.ts";
import { sqliteStorage, type SqliteDatabase } from "./sqlite.ts";

describe("an open database of node:sqlite is a storage:", () => {
  storageSuite(test, ({ clock }) => {
    const folder = makeFolder();
    const open = (): DatabaseSync => {
      const database = new DatabaseSync(folder.file);
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
      return database;
    };
    const databases = [open(), open()] as const;
    const [storage, second] = [
      sqliteStorage(databases[0], { clock }),
      sqliteStorage(databases[1], { clock }),
    ];
    return {
      storage,
      second,
      async dispose() {
        await Promise.all([storage.close(), second.close()]);
        // This throws if `storage.close()` has closed it.
        for (const database of databases) database.close();
        folder[Symbol.dispose]();
      },
    };
  });
});

function pragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

describe("an open database of the host", () => {
  test("stays open and keeps its pragmas", async () => {
    using opened = openSqlite({ timeout: 77 });
    const pragmas = ["journal_mode", "synchronous", "busy_timeout", "foreign_keys"];
    const before = pragmas.map((name) => pragma(opened.database, name));
    expect(before).toEqual(["delete", 2, 77, 1]);
    await insertSample(opened.storage, "a");
    await opened.storage.close();
    expect(pragmas.map((name) => pragma(opened.database, name))).toEqual(before);
    expect(await opened.storage.readPayment("pmt_a")).toMatchObject({ topup_id: "tu_a" });
  });

  test.each<DatabaseSyncOptions>([{ readBigInts: true }, { returnArrays: true }])(
    "may have read options of its own: %j",
    async (options) => {
      using opened = openSqlite(options);
      expect(await claimSample(opened.storage)).toMatchObject({
        won: true,
        payment: { version: 2, released: false },
        credit: { fence: 1, live: true },
      });
      expect(Object.values(opened.database.prepare("SELECT 1 AS one").get() ?? {})).toEqual([
        options.readBigInts ? 1n : 1,
      ]);
    },
  );

  test("that was closed answers storage_unavailable with the fix", async () => {
    using opened = openSqlite();
    await insertSample(opened.storage, "a");
    opened.database.close();
    const refusal = {
      code: "storage_unavailable",
      message: expect.stringMatching(/was given.*is open/),
    };
    await expect(opened.storage.readPayment("pmt_a")).rejects.toMatchObject(refusal);
    await expect(insertSample(opened.storage, "b")).rejects.toMatchObject(refusal);
  });

  test.each([null, 7, {}, { prepare: () => null }])(
    "%j is no database: refused at construction",
    (database) => {
      const refusal = {
        code: "configuration",
        message: expect.stringMatching(/path of a file.*better-sqlite3/),
      };
      expect(() => sqliteStorage(database as unknown as SqliteDatabase)).toThrow(
        expect.objectContaining(refusal),
      );
    },
  );

  test("with `synchronous` beside it is refused at construction", () => {
    const database = new DatabaseSync(":memory:");
    expect(() => sqliteStorage(database, { synchronous: "FULL" })).toThrow(
      expect.objectContaining({
        code: "configuration",
        message: expect.stringContaining("PRAGMA synchronous"),
      }),
    );
    database.close();
  });
});
