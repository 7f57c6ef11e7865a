import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { createTransactionHandle, type TransactionHandle } from "./transaction-handle.ts";

/** Creates a handle of a database that has a table of words. */
function open(): TransactionHandle & { tx: DatabaseSync } {
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE words (word TEXT)");
  return createTransactionHandle(database) as TransactionHandle & { tx: DatabaseSync };
}

const refusal = expect.objectContaining({
  code: "host_invalid",
  message: expect.stringContaining("after finishTopup() has returned"),
});

describe("the connection is unchanged", () => {
  test("after plain statements, whatever their values are", () => {
    const { tx, isUnchanged } = open();
    tx.exec("SAVEPOINT mine; RELEASE mine");
    const insert = tx.prepare("INSERT INTO words VALUES (?)");
    insert.run("PRAGMA");
    tx.prepare("SELECT word FROM words").get();
    expect(tx.prepare("SELECT word FROM words").all()).toEqual([{ word: "PRAGMA" }]);
    expect([tx.isTransaction, tx.isOpen, insert.sourceSQL.length > 0]).toEqual([false, true, true]);
    expect([tx instanceof DatabaseSync, tx.constructor]).toEqual([true, DatabaseSync]);
    expect(isUnchanged()).toBe(true);
  });

  test.each([
    "CREATE TEMP TABLE notes (note TEXT)",
    "create temporary view notes as select 1",
    'CREATE TABLE "temp".notes (note TEXT)',
    "ATTACH ':memory:' AS other",
    "PRAGMA query_only = ON",
    "/* before */ pragma\nbusy_timeout = 9",
  ])("but not after %j", (text) => {
    for (const say of [
      (tx: DatabaseSync): unknown => tx.exec(text),
      (tx: DatabaseSync): unknown => tx.prepare(text),
    ]) {
      const { tx, isUnchanged } = open();
      say(tx);
      expect(isUnchanged()).toBe(false);
    }
  });

  test.each<[string, (tx: DatabaseSync) => unknown]>([
    ["a function", (tx) => tx.function("one", () => 1)],
    ["an iterator", (tx) => tx.prepare("SELECT 1").iterate()],
    ["a session", (tx) => tx.createSession()],
    ["a tag store", (tx) => tx.createTagStore()],
    ["a setting of a statement", (tx) => tx.prepare("SELECT 1").setReadBigInts(true)],
    ["a method that is replaced", (tx) => (tx.exec = () => {})],
    ["closing it", (tx) => tx.close()],
  ])("but not after %s", (_what, use) => {
    const { tx, isUnchanged } = open();
    use(tx);
    expect(isUnchanged()).toBe(false);
  });
});

test("a property is set on the handle, or by the library if that has a function for it", () => {
  const set: unknown[] = [];
  class Database {
    #hook: unknown = null;
    set onInsert(hook: unknown) {
      this.#hook = hook;
      set.push(this.#hook);
    }
    prepare = (): string => "the library's";
  }
  const database = new Database();
  const tx = createTransactionHandle(database).tx as Database;
  tx.onInsert = "hook";
  tx.prepare = () => "traced";
  expect([set, tx.prepare(), database.prepare()]).toEqual([["hook"], "traced", "the library's"]);
});

describe("after the transaction", () => {
  test.each<[string, (tx: DatabaseSync) => () => unknown]>([
    ["a method", (tx) => () => tx.exec("DELETE FROM words")],
    [
      "a method that was kept",
      ({ exec }) =>
        () =>
          exec("DELETE FROM words"),
    ],
    [
      "a statement that was prepared before",
      (tx) => {
        const statement = tx.prepare("DELETE FROM words");
        return () => statement.run();
      },
    ],
    ["a property that is set", (tx) => () => (tx.exec = () => {})],
  ])("%s is refused", (_what, keep) => {
    const { tx, expire } = open();
    const late = keep(tx);
    expire();
    expect(late).toThrow(refusal);
  });

  test("the library's own object is not reached by a prototype, and not by a property", () => {
    const native = { run: () => "run" };
    const { tx, expire, isUnchanged } = createTransactionHandle({ native, name: "shop" });
    const handle = tx as { native: typeof native; name: string };
    expect(Object.getPrototypeOf(tx)).toBe(Object.prototype);
    expect(handle.name).toBe("shop");
    expect(isUnchanged()).toBe(true);
    expect(handle.native).toBe(native);
    expect(isUnchanged()).toBe(false);
    expire();
    expect(() => handle.native).toThrow(refusal);
    expect(handle.name).toBe("shop");
  });
});
