/**
 * The transactions of the host share one connection of a SQLite file. A handle works only in its
 * own transaction, and an error leaves nothing behind on the connection.
 */
import { renameSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, test, vi } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { crediting } from "../testing/transaction/pending.ts";
import { insertSample } from "../testing/storage/records.ts";
import { sqliteStorage } from "./sqlite.ts";

type Work = (tx: DatabaseSync) => void | Promise<void>;

interface Scene {
  /** Credits a new payment, calls the host's `work`, and returns what was thrown or `null`. */
  credit(work?: Work): Promise<unknown>;
  /** Inserts a payment, and returns the function that credits it, as `credit` does. */
  prepare(): Promise<(work: Work) => Promise<unknown>>;
  /** Locks the file by another connection, and returns the function that unlocks it. */
  lock(): () => void;
  /** Moves the file away and puts an empty one in its place. */
  replaceFile(): void;
  words(): unknown[];
  /** The number of connections that the storage has opened. */
  opened(): number;
  /** The number of connections that the storage has open. */
  connections(): number;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function begin(): Promise<Scene> {
  const folder = makeFolder();
  const exec = vi.spyOn(DatabaseSync.prototype, "exec");
  const close = vi.spyOn(DatabaseSync.prototype, "close");
  const storage = sqliteStorage<DatabaseSync>(folder.file, { synchronous: "NORMAL" });
  let payments = 0;
  await insertSample(storage, "first");
  const host = new DatabaseSync(folder.file);
  host.exec("CREATE TABLE words (word TEXT)");
  const words = host.prepare("SELECT word FROM words");
  /** Inserts a payment. Returns the function that credits it. */
  const prepare: Scene["prepare"] = async () => {
    payments += 1;
    const changes = crediting(await insertSample(storage, `p${payments}`));
    return async (work) => {
      const credited = storage.creditWith(
        changes.claim,
        changes.close,
        async (tx) => await work(tx),
      );
      return await credited.then(
        ({ won }) => (won ? null : "not won"),
        (error: unknown) => error,
      );
    };
  };
  return {
    credit: async (work = () => {}) => await (await prepare())(work),
    prepare,
    lock() {
      host.exec("BEGIN IMMEDIATE");
      return () => host.exec("COMMIT");
    },
    replaceFile() {
      renameSync(folder.file, `${folder.file}.moved`);
      writeFileSync(folder.file, "");
    },
    words: () => words.all().map(({ word }) => word),
    opened: () => exec.mock.calls.filter(([text]) => text.includes("journal_mode")).length,
    connections: () =>
      exec.mock.calls.filter(([text]) => text.includes("journal_mode")).length -
      close.mock.calls.length,
    close: async () => await storage.close(),
    async [Symbol.asyncDispose]() {
      vi.restoreAllMocks();
      host.close();
      await storage.close();
      folder[Symbol.dispose]();
    },
  };
}

const insert = (tx: DatabaseSync, word: string): void => {
  tx.prepare("INSERT INTO words VALUES (?)").run(word);
};

test("credits one after the other, and at once, use one connection, which is closed with the storage", async () => {
  await using scene = await begin();
  expect(scene.connections()).toBe(1);
  const pause = async (): Promise<void> => await new Promise((done) => void setTimeout(done, 5));
  expect(await scene.credit((tx) => insert(tx, "one"))).toBeNull();
  expect(scene.connections()).toBe(2);
  expect(await scene.credit((tx) => insert(tx, "two"))).toBeNull();
  expect(
    await Promise.all(Array.from({ length: 5 }, async () => await scene.credit(pause))),
  ).toEqual([null, null, null, null, null]);
  expect([scene.connections(), scene.words()]).toEqual([2, ["one", "two"]]);
  await scene.close();
  expect(scene.connections()).toBe(0);
  expect(await scene.credit((tx) => insert(tx, "three"))).toBeNull();
  expect(scene.connections()).toBe(2);
});

test("a storage that is closed during a transaction commits it, and keeps no connection of it", async () => {
  await using scene = await begin();
  expect(
    await scene.credit(async (tx) => {
      await scene.close();
      insert(tx, "inside");
    }),
  ).toBeNull();
  expect([scene.connections(), scene.words()]).toEqual([0, ["inside"]]);
});

const STRAY = "INSERT INTO words VALUES ('stray')";
const WAYS: [string, (tx: DatabaseSync) => () => unknown][] = [
  ["the handle", (tx) => () => tx.exec(STRAY)],
  ["a statement that is prepared later", (tx) => () => insert(tx, "stray")],
  [
    "a method that was kept",
    ({ exec }) =>
      () =>
        exec(STRAY),
  ],
  [
    "a statement that was prepared before",
    (tx) => {
      const statement = tx.prepare(STRAY);
      return () => statement.run();
    },
  ],
  [
    "an iterator that was begun before",
    (tx) => {
      const rows = tx.prepare(`${STRAY} RETURNING word`).iterate();
      return () => rows.next();
    },
  ],
  [
    "a tag store",
    (tx) => {
      const store = tx.createTagStore();
      return () => store.run`INSERT INTO words VALUES ('stray')`;
    },
  ],
  [
    "the database of a tag store",
    (tx) => {
      const { db } = tx.createTagStore();
      return () => db.exec(STRAY);
    },
  ],
  ["the prototype", (tx) => () => (Object.getPrototypeOf(tx) as DatabaseSync).exec(STRAY)],
  ["closing the handle", (tx) => () => tx.close()],
];

test.each(WAYS)(
  "[K12] %s does nothing after its transaction, not even in the next one",
  async (_what, keep) => {
    await using scene = await begin();
    let late = (): unknown => null;
    expect(await scene.credit((tx) => void (late = keep(tx)))).toBeNull();
    expect(late).toThrow();
    expect(
      await scene.credit((tx) => {
        insert(tx, "next");
        expect(late).toThrow();
      }),
    ).toBeNull();
    expect(scene.words()).toEqual(["next"]);
  },
);

test("the handle behaves like the library's database: its class, its rows, its properties, its errors", async () => {
  await using scene = await begin();
  const seen: unknown[] = [];
  const credited = await scene.credit((tx) => {
    const statement = tx.prepare("SELECT word, 1 AS one FROM words");
    insert(tx, "a");
    insert(tx, "b");
    seen.push(
      tx instanceof DatabaseSync,
      tx.isTransaction,
      tx.isOpen,
      tx.constructor === DatabaseSync,
    );
    seen.push(statement.get(), statement.all().length, [...statement.iterate()].length);
    seen.push(statement.sourceSQL, tx.prepare("DELETE FROM words WHERE word = 'b'").run().changes);
    tx.function("shout", (word) => `${String(word)}!`);
    seen.push(tx.prepare("SELECT shout('hey') AS said").get());
    expect(() => tx.exec("nonsense")).toThrow(/syntax error/);
  });
  expect(credited).toBeNull();
  expect(seen).toEqual([
    ...[true, true, true, true],
    ...[{ word: "a", one: 1 }, 2, 2],
    ...["SELECT word, 1 AS one FROM words", 1],
    { said: "hey!" },
  ]);
  expect(scene.words()).toEqual(["a"]);
});

/** Hosts that were correct while each transaction had a connection of its own. */
const LEAVING: [string, Work][] = [
  [
    "a temporary table",
    (tx) => {
      tx.exec("CREATE TEMP TABLE IF NOT EXISTS due (word TEXT)");
      tx.exec("INSERT INTO due VALUES ('once')");
      tx.exec("INSERT INTO words SELECT word FROM due");
    },
  ],
  [
    "an attached database",
    (tx) => {
      tx.exec("ATTACH ':memory:' AS other");
      insert(tx, "once");
    },
  ],
  [
    "a pragma",
    (tx) => {
      insert(tx, "once");
      tx.exec("PRAGMA query_only = ON");
    },
  ],
  [
    "a method that it has replaced, as a tracer does,",
    (tx) => {
      const { prepare } = tx;
      tx.prepare = (text) => prepare(text.replace("?", "'once'"));
      tx.prepare("INSERT INTO words VALUES (?)").run();
    },
  ],
  [
    "an unfinished query, and a function",
    (tx) => {
      tx.function("word", () => "once");
      insert(tx, "once");
      tx.prepare("SELECT word() FROM words").iterate().next();
    },
  ],
];

test.each(LEAVING)("%s of a host is gone at the next credit", async (_what, work) => {
  await using scene = await begin();
  for (let n = 1; n <= 3; n += 1) expect(await scene.credit(work)).toBeNull();
  expect(scene.words()).toEqual(["once", "once", "once"]);
});

test("a host that fails many times at once costs one connection for each of its calls", async () => {
  await using scene = await begin();
  const fails: Work = () => {
    throw new Error("the host failed");
  };
  const credits = Array.from({ length: 20 }, async () => await scene.credit(fails));
  expect(await Promise.all(credits)).toHaveLength(20);
  expect(scene.opened()).toBeLessThanOrEqual(21);
});

test("a file that another connection locks for a moment is waited for, and no connection is left behind", async () => {
  await using scene = await begin();
  for (const word of ["new", "kept"]) {
    const creditWhileLocked = await scene.prepare();
    setTimeout(scene.lock(), 200);
    expect(await creditWhileLocked((tx) => insert(tx, word))).toBeNull();
  }
  expect([scene.connections(), scene.words()]).toEqual([2, ["new", "kept"]]);
});

test("[F35] a file that was replaced since the last credit is noticed before the host is called", async () => {
  await using scene = await begin();
  expect(await scene.credit((tx) => insert(tx, "before"))).toBeNull();
  const crediting_later = await scene.prepare();
  scene.replaceFile();
  let called = false;
  expect(await crediting_later(() => void (called = true))).toMatchObject({
    code: "storage_unavailable",
    message: expect.stringContaining("replaced"),
  });
  expect(called).toBe(false);
});

test("credits that wait while the storage is closed leave no connection open", async () => {
  await using scene = await begin();
  const waiting: Promise<unknown>[] = [];
  expect(
    await scene.credit(async (tx) => {
      for (const word of ["one", "two"]) waiting.push(scene.credit((later) => insert(later, word)));
      await new Promise((done) => void setTimeout(done, 20));
      await scene.close();
      insert(tx, "zero");
    }),
  ).toBeNull();
  expect(await Promise.all(waiting)).toEqual([null, null]);
  await scene.close();
  expect([scene.connections(), scene.words()]).toEqual([0, ["zero", "one", "two"]]);
});

const FAILURES: [string, Work][] = [
  [
    "throws",
    () => {
      throw new Error("the host failed");
    },
  ],
  ["closes its handle", (tx) => tx.close()],
  ["rolls back", (tx) => tx.exec("ROLLBACK")],
  ["commits", (tx) => tx.exec("COMMIT")],
];

test.each(FAILURES)(
  "after a host that %s, the next credit has a new connection",
  async (_what, fail) => {
    await using scene = await begin();
    const plain: Work = (tx) => insert(tx, "credited");
    expect([await scene.credit(plain), await scene.credit(plain)]).toEqual([null, null]);
    const opened = scene.opened();
    expect(await scene.credit(fail)).toBeInstanceOf(Error);
    expect(scene.opened()).toBe(opened);
    expect(await scene.credit(plain)).toBeNull();
    expect(scene.opened()).toBe(opened + 1);
  },
);
