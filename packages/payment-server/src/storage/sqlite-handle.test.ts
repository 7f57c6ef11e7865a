import { DatabaseSync, type DatabaseSyncOptions } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { createWorld } from "../../test/world.ts";
import type { Storage } from "../core/storage.ts";
import { storageSuite } from "../testing/index.ts";
import { changeOf, claimSample, insertSample, LEASE } from "../testing/storage/records.ts";
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
        // Throws if `close` has closed it.
        for (const database of databases) database.close();
        folder[Symbol.dispose]();
      },
    };
  });
});

/** A database of the host, and the storage in it. */
function makeHandle(
  options: DatabaseSyncOptions = {},
  busy_ms = 200,
): { database: DatabaseSync; storage: Storage; [Symbol.dispose](): void } {
  const folder = makeFolder();
  const database = new DatabaseSync(folder.file, options);
  return {
    database,
    storage: sqliteStorage(database, { busy_ms }),
    [Symbol.dispose]() {
      if (database.isOpen) database.close();
      folder[Symbol.dispose]();
    },
  };
}

function pragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

describe("an open database of the host", () => {
  test("stays open and keeps its pragmas", async () => {
    using handle = makeHandle({ timeout: 77 });
    const pragmas = ["journal_mode", "synchronous", "busy_timeout", "foreign_keys"];
    const before = pragmas.map((name) => pragma(handle.database, name));
    expect(before).toEqual(["delete", 2, 77, 1]);
    await insertSample(handle.storage, "a");
    await handle.storage.close();
    expect(pragmas.map((name) => pragma(handle.database, name))).toEqual(before);
    expect(await handle.storage.readPayment("pmt_a")).toMatchObject({ topup_id: "tu_a" });
  });

  test.each<DatabaseSyncOptions>([{ readBigInts: true }, { returnArrays: true }])(
    "may read in another way for itself: %j",
    async (options) => {
      using handle = makeHandle(options);
      expect(await claimSample(handle.storage)).toMatchObject({
        won: true,
        payment: { version: 2, released: false },
        credit: { fence: 1, live: true },
      });
      expect(Object.values(handle.database.prepare("SELECT 1 AS one").get() ?? {})).toEqual([
        options.readBigInts ? 1n : 1,
      ]);
    },
  );

  test("that was closed answers storage_unavailable with the fix", async () => {
    using handle = makeHandle();
    await insertSample(handle.storage, "a");
    handle.database.close();
    const refusal = {
      code: "storage_unavailable",
      message: expect.stringMatching(/was given.*is open/),
    };
    await expect(handle.storage.readPayment("pmt_a")).rejects.toMatchObject(refusal);
    await expect(insertSample(handle.storage, "b")).rejects.toMatchObject(refusal);
  });

  test.each([undefined, null, 7, {}, { prepare: () => null }])(
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

describe("a transaction that the host has open", () => {
  test("is waited for: its rollback takes nothing of ours with it", async () => {
    using handle = makeHandle({}, 3_000);
    const payment = await insertSample(handle.storage, "a");
    handle.database.exec("CREATE TABLE orders (id TEXT); BEGIN; INSERT INTO orders VALUES ('o1')");
    const writes = [
      insertSample(handle.storage, "b"),
      handle.storage.schedule("pmt_a", { version: 1, next_check_at: 77, answered_at: null }),
      handle.storage.takeCheck("pmt_a", 1, 2),
    ];
    await new Promise((resolve) => setTimeout(resolve, 50));
    handle.database.exec("ROLLBACK");
    await Promise.all(writes);
    expect(await handle.storage.readPayment("pmt_a")).toEqual({
      ...payment,
      next_check_at: 77,
      attempts: 1,
      checked_at: 2,
    });
    expect(await handle.storage.readPayment("pmt_b")).not.toBeNull();
    expect(handle.database.prepare("SELECT COUNT(*) AS count FROM orders").get()).toEqual({
      count: 0,
    });
  });

  test("that does not end answers storage_unavailable, and stays the host's: what it wrote is committed, nothing of ours", async () => {
    using handle = makeHandle();
    const claim = await claimSample(handle.storage);
    handle.database.exec("CREATE TABLE orders (id TEXT); BEGIN; INSERT INTO orders VALUES ('o1')");
    const busy = {
      code: "storage_unavailable",
      status: 503,
      retry_after_ms: 5_000,
      message: expect.stringMatching(/transaction of yours is open/),
    };
    const paid = changeOf(claim.payment, { status: "paid" });
    const calls = [
      () => handle.storage.closeCredit(paid, 1),
      () => handle.storage.endLease("tu_a", 1),
      () => handle.storage.takeDue(1, 2, 3, 4),
      () => handle.storage.readPayment("pmt_a"),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject(busy);
    expect(handle.database.isTransaction).toBe(true);
    handle.database.exec("COMMIT");
    expect(handle.database.prepare("SELECT id FROM orders").all()).toEqual([{ id: "o1" }]);
    expect(await handle.storage.readPayment("pmt_a")).toEqual(claim.payment);
    expect(
      await handle.storage.claimCredit(changeOf(claim.payment, { attempts: 1 }), LEASE, "guarded"),
    ).toMatchObject({ won: false, credit: { live: true } });
    expect(await handle.storage.closeCredit(paid, 1)).toMatchObject({
      won: true,
      credit: { state: "done" },
    });
  });

  test("before the first use leaves no half of a schema", async () => {
    using handle = makeHandle();
    handle.database.exec("BEGIN");
    await expect(handle.storage.migrate()).rejects.toMatchObject({ code: "storage_unavailable" });
    handle.database.exec("ROLLBACK");
    expect(handle.database.prepare("SELECT name FROM sqlite_master").all()).toEqual([]);
    expect(await insertSample(handle.storage, "a")).toMatchObject({ payment_id: "pmt_a" });
  });
});

describe("what could lose an answered 2xx is said by check():", () => {
  const said = async (open: (file: string) => Storage): Promise<string[]> => {
    using folder = makeFolder();
    const storage = open(folder.file);
    await using world = await createWorld({ service: { storage } });
    const { ok, findings, summary } = await world.payment.check();
    expect(ok).toBe(true);
    const messages = findings
      .filter(({ level, code }) => level === "warning" && code === "storage_not_durable")
      .map(({ message }) => message);
    expect(summary?.warnings).toEqual(messages);
    await storage.close();
    return messages;
  };
  const withPragmas = (pragmas: string) => (file: string) => {
    const database = new DatabaseSync(file);
    database.exec(pragmas);
    return sqliteStorage(database);
  };

  test.each([
    ["WAL and FULL", "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", []],
    [
      "a rollback journal and EXTRA",
      "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA",
      [],
    ],
    [
      "synchronous=NORMAL",
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
      [/synchronous=NORMAL: a power cut.*PRAGMA synchronous = FULL/],
    ],
    ["synchronous=OFF", "PRAGMA synchronous = OFF", [/synchronous=OFF/]],
    [
      "journal_mode=MEMORY",
      "PRAGMA journal_mode = MEMORY",
      [/journal_mode=MEMORY.*PRAGMA journal_mode = WAL/],
    ],
    [
      "both",
      "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF",
      [/synchronous=OFF/, /journal_mode=MEMORY/],
    ],
  ])("%s", async (_, pragmas, expected) => {
    expect(await said(withPragmas(pragmas))).toEqual(
      expected.map((sentence) => expect.stringMatching(sentence)),
    );
  });

  test("a pragma that changes later is seen", async () => {
    using handle = makeHandle();
    expect((await handle.storage.summary(1)).warnings).toEqual([]);
    handle.database.exec("PRAGMA synchronous = OFF");
    expect((await handle.storage.summary(1)).warnings).toEqual([
      expect.stringContaining("synchronous=OFF"),
    ]);
  });

  test("a database in memory, and a path with NORMAL", async () => {
    const memory = [expect.stringMatching(/in memory: nothing outlives/)];
    expect(await said(() => sqliteStorage(new DatabaseSync(":memory:")))).toEqual(memory);
    expect(await said(() => sqliteStorage(":memory:"))).toEqual(memory);
    expect(await said((file) => sqliteStorage(file))).toEqual([]);
    expect(await said((file) => sqliteStorage(file, { synchronous: "NORMAL" }))).toEqual([
      expect.stringContaining("synchronous=NORMAL"),
    ]);
  });
});
