/**
 * The transactions of the host share one connection of a SQLite file. A handle works only in its
 * own transaction, and an error leaves nothing behind on the connection.
 */
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
  words(): unknown[];
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
  return {
    async credit(work = () => {}) {
      payments += 1;
      const changes = crediting(await insertSample(storage, `p${payments}`));
      const credited = storage.creditWith(
        changes.claim,
        changes.close,
        async (tx) => await work(tx),
      );
      return await credited.then(
        ({ won }) => (won ? null : "not won"),
        (error: unknown) => error,
      );
    },
    words: () => words.all().map(({ word }) => word),
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

const WAYS: [string, (tx: DatabaseSync) => () => unknown][] = [
  ["the handle", (tx) => () => tx.exec("INSERT INTO words VALUES ('stray')")],
  ["a statement that is prepared later", (tx) => () => insert(tx, "stray")],
  [
    "a method that was kept",
    ({ exec }) =>
      () =>
        exec("INSERT INTO words VALUES ('stray')"),
  ],
  [
    "a statement that was prepared before",
    (tx) => {
      const statement = tx.prepare("INSERT INTO words VALUES ('stray')");
      return () => statement.run();
    },
  ],
  [
    "an iterator that was begun before",
    (tx) => {
      const rows = tx.prepare("INSERT INTO words VALUES ('stray') RETURNING word").iterate();
      return () => rows.next();
    },
  ],
  ["closing the handle", (tx) => () => tx.close()],
];

test.each(WAYS)(
  "[K12] %s does nothing after its transaction, not even in the next one",
  async (_what, keep) => {
    await using scene = await begin();
    let late = (): unknown => null;
    expect(await scene.credit((tx) => void (late = keep(tx)))).toBeNull();
    const refusal = expect.objectContaining({
      code: "host_invalid",
      message: expect.stringContaining("after finishTopup() has returned"),
    });
    expect(late).toThrow(refusal);
    expect(
      await scene.credit((tx) => {
        insert(tx, "next");
        expect(late).toThrow(refusal);
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

test("what a host sets on its handle is gone in the next transaction, ours included", async () => {
  await using scene = await begin();
  const traced: string[] = [];
  await scene.credit((tx) => {
    const { prepare } = tx;
    tx.prepare = (text) => {
      traced.push(text);
      return prepare(text);
    };
    insert(tx, "traced");
  });
  expect(await scene.credit((tx) => insert(tx, "plain"))).toBeNull();
  expect([traced, scene.words()]).toEqual([["INSERT INTO words VALUES (?)"], ["traced", "plain"]]);
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
    const isKept: Work = (tx) => void tx.prepare("SELECT added()").get();
    const add: Work = (tx) => tx.function("added", () => 1);
    expect(await scene.credit(add)).toBeNull();
    expect(await scene.credit(isKept)).toBeNull();
    expect(await scene.credit(fail)).toBeInstanceOf(Error);
    expect(await scene.credit(isKept)).toMatchObject({ message: "no such function: added" });
    expect(await scene.credit((tx) => insert(tx, "credited"))).toBeNull();
    expect(scene.words()).toEqual(["credited"]);
  },
);

test("a host that leaves a query unfinished is committed, and the next credit sees what others wrote since", async () => {
  await using scene = await begin();
  const kept: unknown[] = [];
  const unfinished: Work = (tx) => {
    insert(tx, "a");
    insert(tx, "b");
    const rows = tx.prepare("SELECT word FROM words").iterate();
    kept.push(rows, rows.next());
  };
  for (let n = 1; n <= 3; n += 1) expect(await scene.credit(unfinished)).toBeNull();
  expect(scene.words()).toHaveLength(6);
});
