import { DatabaseSync } from "node:sqlite";
import { describe, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import type { TransactionalStorage } from "../core/storage.ts";
import { storageSuite, transactionSuite } from "../testing/index.ts";
import { sqliteStorage } from "./sqlite.ts";

interface Opened {
  storage: TransactionalStorage<DatabaseSync>;
  second: TransactionalStorage<DatabaseSync>;
  file: string;
  dispose(): Promise<void>;
}

function open(clock: () => number): Opened {
  const folder = makeFolder();
  const [storage, second] = [
    sqliteStorage<DatabaseSync>(folder.file, { clock, synchronous: "NORMAL" }),
    sqliteStorage<DatabaseSync>(folder.file, { clock, synchronous: "NORMAL" }),
  ];
  return {
    storage,
    second,
    file: folder.file,
    async dispose() {
      await Promise.all([storage.close(), second.close()]);
      folder[Symbol.dispose]();
    },
  };
}

describe("a SQLite file is a storage:", () => {
  storageSuite(test, ({ clock }) => open(clock));
});

describe("a SQLite file has transactions for the host:", () => {
  transactionSuite<DatabaseSync>(test, ({ clock }) => {
    const { file, dispose, ...storages } = open(clock);
    const host = new DatabaseSync(file);
    host.exec("PRAGMA journal_mode = WAL; CREATE TABLE words (word TEXT)");
    return {
      ...storages,
      write: (tx, word) => tx.prepare("INSERT INTO words VALUES (?)").run(word),
      read: () =>
        host
          .prepare("SELECT word FROM words")
          .all()
          .map(({ word }) => String(word)),
      async dispose() {
        host.close();
        await dispose();
      },
    };
  });
});
