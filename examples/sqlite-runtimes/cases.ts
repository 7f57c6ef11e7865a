// What every SQLite library must do: the storage suite, and what holds for a database that the host has open.
import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sqliteStorage, type SqliteDatabase, type SqliteTransaction } from "@x/payment-server/storage/sqlite";
import { storageCases, transactionCases, type CreateStorage, type CreateTransactional } from "@x/payment-server/testing";

export type HostDatabase = SqliteDatabase & { close(): unknown };
export type Open = (file: string, options?: { big_integers: boolean }) => HostDatabase;

export interface Case {
  name: string;
  run(): Promise<void>;
}

/** The suites on the path of a file, opened by whatever the runtime has; `open` opens the host's own connection. */
export function pathCases(open: Open): Case[] {
  const transactions = transactionCases.map(({ name, run }) => ({ name, run: async () => await run(withHost(open)) }));
  return [...suite(onPath), ...transactions, ...PATH_CASES.map(({ name, body }) => ({ name, run: async () => await inFolder(body) }))];
}

/** The suite on a database that `open` opens, and what the host may expect of it. */
export function handleCases(open: Open): Case[] {
  return [...suite(onHandle(open)), ...HOST_CASES.map(({ name, body }) => ({ name, run: async () => await inFolder(async (file) => await body(open, file)) }))];
}

function suite(create: CreateStorage): Case[] {
  return storageCases.map(({ name, run }) => ({ name, run: async () => await run(create) }));
}

async function inFolder(body: (file: string) => Promise<void>): Promise<void> {
  const folder = makeFolder();
  try {
    await body(folder.file);
  } finally {
    folder.remove();
  }
}

const onPath: CreateStorage = ({ clock }) => {
  const folder = makeFolder();
  const [storage, second] = [sqliteStorage(folder.file, { clock, synchronous: "NORMAL" }), sqliteStorage(folder.file, { clock, synchronous: "NORMAL" })];
  return {
    storage,
    second,
    async dispose() {
      await Promise.all([storage.close(), second.close()]);
      folder.remove();
    },
  };
};

function withHost(open: Open): CreateTransactional<SqliteTransaction> {
  return ({ clock }) => {
    const folder = makeFolder();
    const [storage, second] = [sqliteStorage(folder.file, { clock, synchronous: "NORMAL" }), sqliteStorage(folder.file, { clock, synchronous: "NORMAL" })];
    const host = open(folder.file);
    host.exec("PRAGMA journal_mode = WAL; CREATE TABLE words (word TEXT)");
    // One statement for all that a case writes, as hosts keep theirs: Bun lets it outlive its database.
    const statements = new WeakMap<SqliteTransaction, ReturnType<SqliteTransaction["prepare"]>>();
    return {
      storage,
      second,
      write(tx, word) {
        const statement = statements.get(tx) ?? tx.prepare("INSERT INTO words VALUES (?)");
        statements.set(tx, statement);
        statement.run(word);
      },
      read: () => rowsOf(host, "SELECT word FROM words").map((row) => String(Reflect.get(row, "word"))),
      async dispose() {
        host.close();
        await Promise.all([storage.close(), second.close()]);
        folder.remove();
      },
    };
  };
}

function onHandle(open: Open): CreateStorage {
  return ({ clock }) => {
    const folder = makeFolder();
    const databases = [open(folder.file), open(folder.file)] as const;
    for (const database of databases) database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
    const [storage, second] = [sqliteStorage(databases[0], { clock }), sqliteStorage(databases[1], { clock })];
    return {
      storage,
      second,
      async dispose() {
        await Promise.all([storage.close(), second.close()]);
        for (const database of databases) database.close();
        folder.remove();
      },
    };
  };
}

const PATH_CASES: readonly { name: string; body(file: string): Promise<void> }[] = [
  {
    name: "what is answered survives a power cut, unless NORMAL was asked for",
    async body(file) {
      for (const [synchronous, warnings] of [["FULL", 0], ["NORMAL", 1]] as const) {
        const storage = sqliteStorage(file, { synchronous });
        equal((await storage.summary(0)).warnings.length, warnings);
        await storage.close();
      }
      const storage = sqliteStorage(file);
      deepEqual((await storage.summary(0)).warnings, []);
      await storage.close();
    },
  },
  {
    name: "close() lets go of the file, and the next use opens it again",
    async body(file) {
      const storage = sqliteStorage(file);
      await storage.recordEvent(sampleEvent("a"), false);
      equal(existsSync(`${file}-wal`), true);
      await storage.close();
      // The last one to close a file takes its log away.
      equal(existsSync(`${file}-wal`), false);
      deepEqual(await storage.readEvent("dodo:msg_a"), sampleEvent("a"));
      await storage.close();
    },
  },
  {
    name: "a file that cannot be opened answers storage_unavailable, and is used once it can be",
    async body(file) {
      rmSync(dirname(file), { recursive: true });
      const storage = sqliteStorage(file);
      await rejects(storage.migrate(), { code: "storage_unavailable", message: /its folder exists/ });
      mkdirSync(dirname(file));
      deepEqual(await storage.recordEvent(sampleEvent("a"), false), sampleEvent("a"));
      await storage.close();
    },
  },
];

const HOST_CASES: readonly { name: string; body(open: Open, file: string): Promise<void> }[] = [
  {
    name: "the host's transaction is waited for, and its rollback takes nothing of ours with it",
    async body(open, file) {
      const database = open(file);
      const storage = sqliteStorage(database, { busy_ms: 2_000 });
      await storage.migrate();
      database.exec("CREATE TABLE orders (id TEXT)");
      database.exec("BEGIN; INSERT INTO orders VALUES ('o1')");
      const [stored] = await Promise.all([storage.recordEvent(sampleEvent("a"), false), inAMoment(() => database.exec("ROLLBACK"))]);
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
      await rejects(storage.recordEvent(sampleEvent("a"), false), { code: "storage_unavailable", message: /transaction of yours is open/ });
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
      await rejects(storage.recordEvent(sampleEvent("a"), false), { code: "storage_unavailable", message: /busy/ });
      const [stored] = await Promise.all([sqliteStorage(database).recordEvent(sampleEvent("a"), false), inAMoment(() => other.exec("COMMIT"))]);
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
      const pragmas = (): unknown[] => ["journal_mode", "synchronous", "busy_timeout"].flatMap((name) => rowsOf(database, `PRAGMA ${name}`));
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
      // One by one: to Deno's deepEqual 1n and 1 are the same.
      equal(typeof attempts, "number");
      equal(typeof created_at, "number");
      deepEqual(rowsOf(database, "SELECT 1 AS one").map((row) => typeof Reflect.get(row, "one")), ["bigint"]);
      database.close();
    },
  },
  {
    name: "what could lose an answered 2xx is a warning",
    async body(open, file) {
      const database = open(file);
      const storage = sqliteStorage(database);
      database.exec("PRAGMA journal_mode = WAL");
      for (const [synchronous, sentences] of [["FULL", 0], ["NORMAL", 1], ["OFF", 1]] as const) {
        database.exec(`PRAGMA synchronous = ${synchronous}`);
        const { warnings } = await storage.summary(0);
        equal(warnings.length, sentences);
        for (const warning of warnings) match(warning, new RegExp(`synchronous=${synchronous}`));
      }
      database.close();
    },
  },
];

type StoredEvent = NonNullable<Awaited<ReturnType<ReturnType<typeof sqliteStorage>["readEvent"]>>>;

function sampleEvent(name: string): StoredEvent {
  return {
    event_id: `dodo:msg_${name}`,
    provider: "dodo",
    type: "payment.succeeded",
    payload_json: "{}",
    sync_status: "applied",
    sync_error: null,
    payment_id: null,
    attempts: 1,
    created_at: 1_795_421_760_000,
    updated_at: 1_795_421_760_000,
  };
}

async function inAMoment(work: () => unknown): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  work();
}

/** As plain objects: some libraries make rows without a prototype. */
function rowsOf(database: HostDatabase, text: string): object[] {
  return database.prepare(text).all().map((row) => ({ ...(row as object) }));
}

function makeFolder(): { file: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "sqlite-runtimes-"));
  return { file: join(path, "payments.sqlite"), remove: () => rmSync(path, { recursive: true, force: true }) };
}
