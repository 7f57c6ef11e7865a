// The cases for a database that the host has open.
import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { rowsOf, sampleEvent, type Open } from "./file.ts";

export const HOST_CASES: readonly {
  name: string;
  body(open: Open, file: string): Promise<void>;
}[] = [
  {
    name: "the host's transaction is waited for, and its rollback takes nothing of ours with it",
    async body(open, file) {
      const database = open(file);
      const storage = sqliteStorage(database, { busy_ms: 2_000 });
      await storage.migrate();
      database.exec("CREATE TABLE orders (id TEXT)");
      database.exec("BEGIN; INSERT INTO orders VALUES ('o1')");
      const [stored] = await Promise.all([
        storage.recordEvent(sampleEvent("a"), false),
        inAMoment(() => database.exec("ROLLBACK")),
      ]);
      deepEqual(stored, sampleEvent("a"));
      deepEqual(await storage.readEvent("dodo:msg_a"), sampleEvent("a"));
      deepEqual(rowsOf(database, "SELECT id FROM orders"), []);
      database.close();
    },
  },
  {
    name: "a transaction of the host that does not end answers storage_unavailable and stays the host's",
    async body(open, file) {
      const database = open(file);
      const storage = sqliteStorage(database, { busy_ms: 50 });
      await storage.migrate();
      database.exec("CREATE TABLE orders (id TEXT)");
      database.exec("BEGIN; INSERT INTO orders VALUES ('o1')");
      await rejects(storage.recordEvent(sampleEvent("a"), false), {
        code: "storage_unavailable",
        message: /transaction of yours is open/,
      });
      database.exec("COMMIT");
      deepEqual(rowsOf(database, "SELECT id FROM orders"), [{ id: "o1" }]);
      equal(await storage.readEvent("dodo:msg_a"), null);
      database.close();
    },
  },
  {
    name: "another process that holds the file is waited for, and a long wait says so",
    async body(open, file) {
      const [database, other] = [open(file), open(file)];
      database.exec("PRAGMA busy_timeout = 10");
      const storage = sqliteStorage(database, { busy_ms: 50 });
      await storage.migrate();
      other.exec("BEGIN IMMEDIATE");
      await rejects(storage.recordEvent(sampleEvent("a"), false), {
        code: "storage_unavailable",
        message: /busy/,
      });
      const [stored] = await Promise.all([
        sqliteStorage(database).recordEvent(sampleEvent("a"), false),
        inAMoment(() => other.exec("COMMIT")),
      ]);
      deepEqual(stored, sampleEvent("a"));
      database.close();
      other.close();
    },
  },
  {
    name: "close() leaves the host's database open, and its pragmas as they were",
    async body(open, file) {
      const database = open(file);
      database.exec("PRAGMA busy_timeout = 77");
      const pragmas = (): unknown[] =>
        ["journal_mode", "synchronous", "busy_timeout"].flatMap((name) =>
          rowsOf(database, `PRAGMA ${name}`),
        );
      const before = pragmas();
      const storage = sqliteStorage(database);
      await storage.recordEvent(sampleEvent("a"), false);
      await storage.close();
      deepEqual(pragmas(), before);
      deepEqual(await storage.readEvent("dodo:msg_a"), sampleEvent("a"));
      database.close();
    },
  },
  {
    name: "a host that reads integers as BigInts still gets numbers from us",
    async body(open, file) {
      const database = open(file, { big_integers: true });
      const storage = sqliteStorage(database);
      const { attempts, created_at } = await storage.recordEvent(sampleEvent("a"), false);
      // The values are compared one by one, because Deno's deepEqual treats 1n and 1 as equal.
      equal(typeof attempts, "number");
      equal(typeof created_at, "number");
      deepEqual(
        rowsOf(database, "SELECT 1 AS one").map((row) => typeof Reflect.get(row, "one")),
        ["bigint"],
      );
      database.close();
    },
  },
  {
    name: "[F53] a database in memory does not outlive its process, one in a file does",
    async body(open, file) {
      for (const [path, durable] of [
        [file, true],
        [":memory:", false],
      ] as const) {
        const database = open(path);
        equal(sqliteStorage(database).durable, durable);
        database.close();
      }
    },
  },
  {
    name: "what could lose an answered 2xx is a warning",
    async body(open, file) {
      const database = open(file);
      const storage = sqliteStorage(database);
      database.exec("PRAGMA journal_mode = WAL");
      for (const [synchronous, sentences] of [
        ["FULL", 0],
        ["NORMAL", 1],
        ["OFF", 1],
      ] as const) {
        database.exec(`PRAGMA synchronous = ${synchronous}`);
        const { warnings } = await storage.summary(0);
        equal(warnings.length, sentences);
        for (const warning of warnings) match(warning, new RegExp(`synchronous=${synchronous}`));
      }
      database.close();
    },
  },
];

async function inAMoment(work: () => unknown): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  work();
}
