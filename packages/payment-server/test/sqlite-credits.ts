/** Credits on a SQLite file in transactional mode, and the connections that they open. */
import { renameSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { vi } from "vitest";
import { insertSample } from "../src/testing/storage/records.ts";
import { crediting } from "../src/testing/transaction/pending.ts";
import { sqliteStorage } from "../src/storage/sqlite.ts";
import { makeFolder } from "./folder.ts";

/** What a host does in its transaction. */
export type Work = (tx: DatabaseSync) => void | Promise<void>;

/** A storage on a SQLite file, with a table of the host, `words`. */
export interface Scene {
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

export async function begin(): Promise<Scene> {
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

/** Inserts a word, as a host. */
export const insert = (tx: DatabaseSync, word: string): void => {
  tx.prepare("INSERT INTO words VALUES (?)").run(word);
};
