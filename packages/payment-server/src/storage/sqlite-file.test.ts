import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test, vi } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { changeOf, insertSample, sampleEvent } from "../testing/storage/records.ts";
import { sqliteStorage } from "./sqlite.ts";

afterEach(() => vi.restoreAllMocks());

/** Collects the connections that are opened: a pragma can only be read on its own connection. */
function watchConnections(): Set<DatabaseSync> {
  const connections = new Set<DatabaseSync>();
  const exec = DatabaseSync.prototype.exec;
  vi.spyOn(DatabaseSync.prototype, "exec").mockImplementation(function (
    this: DatabaseSync,
    sql: string,
  ) {
    connections.add(this);
    return exec.call(this, sql);
  });
  return connections;
}

function pragma(database: DatabaseSync | undefined, name: string): unknown {
  return database?.prepare(`PRAGMA ${name}`).get()?.[name];
}

describe("the file", () => {
  test("commits survive a power cut: the connection really has WAL and synchronous=FULL", async () => {
    using folder = makeFolder();
    for (const [synchronous, level] of [
      [undefined, 2],
      ["FULL", 2],
      ["NORMAL", 1],
    ] as const) {
      const connections = watchConnections();
      const storage = sqliteStorage(folder.file, synchronous === undefined ? {} : { synchronous });
      await storage.migrate();
      const [database, ...others] = connections;
      expect(others).toEqual([]);
      expect([pragma(database, "journal_mode"), pragma(database, "synchronous")]).toEqual([
        "wal",
        level,
      ]);
      await storage.close();
      vi.restoreAllMocks();
    }
  });

  test("a setting with which a power cut could lose commits is refused", () => {
    using folder = makeFolder();
    for (const synchronous of ["OFF", "full", 0])
      expect(() => sqliteStorage(folder.file, { synchronous: synchronous as "FULL" })).toThrow(
        "`synchronous` must be `FULL` or `NORMAL`.",
      );
  });

  test("nothing is opened before the first use, and the tables are made by it", async () => {
    using folder = makeFolder();
    const connections = watchConnections();
    const storage = sqliteStorage(folder.file);
    expect(connections.size).toBe(0);
    expect(await storage.readPayment("pmt_a")).toBeNull();
    expect(connections.size).toBe(1);
    await storage.close();
  });

  test("each statement is compiled once, however often it runs", async () => {
    using folder = makeFolder();
    const prepare = vi.spyOn(DatabaseSync.prototype, "prepare");
    const storage = sqliteStorage(folder.file);
    const creditEach = async (names: readonly string[]): Promise<void> => {
      for (const name of names) {
        const payment = await insertSample(storage, name);
        const event = sampleEvent(name, { sync_status: "applied" });
        const claim = await storage.claimCredit(
          changeOf(payment, { status: "crediting" }),
          60_000,
          "guarded",
        );
        await storage.closeCredit(changeOf(claim.payment, { status: "paid" }, { event }), 1);
        await storage.listPayments({ filter: { user_id: "ada" }, after: null, limit: 2 });
        await storage.takeDue(1, 2, 3, 4);
      }
    };
    await creditEach(["a"]);
    const compiled = prepare.mock.calls.length;
    expect(new Set(prepare.mock.calls.map(([text]) => text)).size).toBe(compiled);
    await creditEach(["b", "c", "d"]);
    expect(prepare.mock.calls.length).toBe(compiled);
    await storage.close();
  });

  test("a closed storage opens the file again at the next use", async () => {
    using folder = makeFolder();
    const storage = sqliteStorage(folder.file);
    const payment = await insertSample(storage, "a");
    await storage.close();
    expect(await storage.readPayment("pmt_a")).toEqual(payment);
    await storage.close();
    await storage.close();
  });

  test("a schema of a newer version is refused with the fix", async () => {
    using folder = makeFolder();
    const storage = sqliteStorage(folder.file);
    await storage.migrate();
    await storage.close();
    const database = new DatabaseSync(folder.file);
    database.exec("INSERT INTO topup_schema (version) VALUES (99)");
    const older = sqliteStorage(folder.file);
    const refusal = {
      code: "configuration",
      message: expect.stringMatching(/schema version 99.*Upgrade the package/),
    };
    await expect(older.migrate()).rejects.toMatchObject(refusal);
    await expect(older.readPayment("pmt_a")).rejects.toMatchObject(refusal);
    // SQLite ignores the case of table names.
    const shouting = sqliteStorage(folder.file, { table_prefix: "TOPUP_" });
    await expect(shouting.migrate()).rejects.toMatchObject(refusal);
    await shouting.close();
    database.exec("DELETE FROM topup_schema WHERE version = 99");
    database.close();
    expect(await older.readPayment("pmt_a")).toBeNull();
    await older.close();
  });
});

describe("a file that cannot be used answers storage_unavailable with the fix, and is used once it can be:", () => {
  const unusable = [
    [
      "its folder is missing",
      /its folder exists/,
      (file: string) => rmSync(join(file, ".."), { recursive: true }),
      (file: string) => mkdirSync(join(file, "..")),
    ],
    [
      "it is a folder",
      /not a folder/,
      (file: string) => mkdirSync(file),
      (file: string) => rmSync(file, { recursive: true }),
    ],
    [
      "it is not a database",
      /SQLite database/,
      (file: string) => writeFileSync(file, "dear diary, ".repeat(500)),
      (file: string) => rmSync(file),
    ],
  ] as const;

  test.each(unusable)("%s", async (_, fix, spoil, repair) => {
    using folder = makeFolder();
    spoil(folder.file);
    const storage = sqliteStorage(folder.file);
    for (const verb of [
      () => storage.migrate(),
      () => insertSample(storage, "a"),
      () => storage.readPayment("pmt_a"),
    ]) {
      await expect(verb()).rejects.toMatchObject({
        code: "storage_unavailable",
        status: 503,
        message: expect.stringMatching(fix),
      });
    }
    repair(folder.file);
    expect(await insertSample(storage, "a")).toMatchObject({ payment_id: "pmt_a" });
    await storage.close();
  });
});

test("a file that is no database is closed again after each attempt", async () => {
  using folder = makeFolder();
  writeFileSync(folder.file, "dear diary, ".repeat(500));
  const connections = watchConnections();
  const storage = sqliteStorage(folder.file);
  for (let tried = 0; tried < 3; tried += 1)
    await expect(storage.migrate()).rejects.toMatchObject({ code: "storage_unavailable" });
  expect([...connections].map(({ isOpen }) => isOpen)).toEqual([false, false, false]);
});

describe("table_prefix", () => {
  test.each([
    "",
    "1a",
    "a-b",
    "a b",
    "a.b",
    'a"',
    "a;",
    "ä",
    "a".repeat(42),
    "sqlite_",
    "SQLite_pay_",
  ])("%j is refused at construction", (table_prefix) => {
    expect(() => sqliteStorage("payments.sqlite", { table_prefix })).toThrow(
      expect.objectContaining({
        code: "configuration",
        message: expect.stringContaining("table_prefix"),
      }),
    );
  });

  test("every table and index has it, and two prefixes share a file", async () => {
    using folder = makeFolder();
    const [shop, club] = [
      sqliteStorage(folder.file, { table_prefix: "shop_" }),
      sqliteStorage(folder.file, { table_prefix: "_Club2" }),
    ];
    await insertSample(shop, "a", { user_id: "shop" });
    await insertSample(club, "a", { user_id: "club" });
    expect([await shop.readPayment("pmt_a"), await club.readPayment("pmt_a")]).toMatchObject([
      { user_id: "shop" },
      { user_id: "club" },
    ]);
    const database = new DatabaseSync(folder.file);
    const names = database
      .prepare("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_autoindex_%'")
      .all()
      .map((row) => String(row["name"]));
    expect(names.filter((name) => !/^(shop_|_Club2)/.test(name))).toEqual([]);
    database.close();
    await Promise.all([shop.close(), club.close()]);
  });
});
