/**
 * The transactions of the host share one connection of a SQLite file, on which neither a host nor
 * an error leaves anything behind.
 */
import { expect, test } from "vitest";
import { begin, insert, type Work } from "../../test/sqlite-credits.ts";

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
