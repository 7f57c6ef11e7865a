import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { memoryStorage } from "../index.ts";
import { d1Storage } from "./d1.ts";
import { postgresStorage } from "./postgres.ts";
import { sqliteStorage } from "./sqlite.ts";

const NO_D1 = {
  prepare: () => {
    throw new Error("not called");
  },
  batch: async () => [],
};

test("[F53] a storage whose rows end with the process is not `durable`", () => {
  using open = new DatabaseSync(":memory:");
  using temporary = new DatabaseSync("");
  const storages = [
    memoryStorage(),
    sqliteStorage(":memory:"),
    sqliteStorage("file::memory:"),
    sqliteStorage("file:shop?mode=memory"),
    sqliteStorage("file:shop?mode=memory&cache=shared"),
    sqliteStorage(open),
    sqliteStorage(temporary),
  ];
  expect(storages.map(({ durable }) => durable)).toEqual(Array.from({ length: 7 }, () => false));
});

test("a database in memory that only one connection sees has no transactions for the host", () => {
  const paths = [":memory:", "file::memory:", "file:shop?mode=memory"];
  expect(paths.filter((path) => "creditWith" in sqliteStorage(path))).toEqual([]);
  expect("creditWith" in sqliteStorage("file:shop?mode=memory&cache=shared")).toBe(true);
});

test("[F53] a storage that keeps its rows is `durable`, before its first call", () => {
  using folder = makeFolder();
  using open = new DatabaseSync(folder.file);
  const storages = [
    sqliteStorage("not-there/payments.sqlite"),
    sqliteStorage("memory.sqlite"),
    sqliteStorage("file:payments.sqlite?mode=rwc"),
    sqliteStorage(open),
    postgresStorage("postgres://nobody@127.0.0.1:1/shop"),
    d1Storage(NO_D1),
  ];
  expect(storages.map(({ durable }) => durable)).toEqual(Array.from({ length: 6 }, () => true));
});

test("[F53] an open database that cannot be read, or has a transaction open, is left as it is", () => {
  using folder = makeFolder();
  using open = new DatabaseSync(folder.file);
  open.exec("CREATE TABLE shop (x); BEGIN; INSERT INTO shop VALUES (1)");
  expect([sqliteStorage(open).durable, open.isTransaction]).toEqual([true, true]);
  open.exec("COMMIT");
  const closed = new DatabaseSync(":memory:");
  closed.close();
  expect(sqliteStorage(closed).durable).toBe(true);
});
