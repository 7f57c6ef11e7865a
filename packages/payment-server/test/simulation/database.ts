/** The storage of a run, and the host's books, which are in it in transactional mode. */
import { DatabaseSync } from "node:sqlite";
import { memoryStorage, type Storage } from "../../src/index.ts";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { guardedBooks, sharedBooks, type Books } from "./books.ts";
import type { Facts } from "./facts.ts";
import type { HostCall } from "./host-call.ts";
import { openSharedDatabase } from "./shared-database.ts";
import type { Process } from "./steps.ts";

/** The storage and the books of a run. */
export interface RunDatabase {
  storage: Storage;
  books: Books;
  /** Rolls back what a process that has died did not commit. */
  disconnect(process: Process): void;
  close(): void;
}

/** The callbacks that report the writes of a run. */
export interface WriteObserver {
  /** Called after each commit of a shared database. */
  wrote(): void;
  /** Called when a call in guarded mode has booked. */
  credited(call: HostCall): void;
}

/** Opens the storage of a run. `calls` are the calls of the host. */
export function openDatabase(
  facts: Facts,
  calls: readonly HostCall[],
  { wrote, credited }: WriteObserver,
): RunDatabase {
  const { kind, time, conditions } = facts;
  const clock = (): number => time.now();
  if (kind !== "transactional sqlite")
    return {
      storage:
        kind === "memory"
          ? memoryStorage({ clock })
          : sqliteStorage(new DatabaseSync(":memory:"), { clock }),
      books: guardedBooks(conditions.topups, time, credited),
      disconnect: () => {},
      close: () => {},
    };
  const database = openSharedDatabase(facts, () => {
    books.refresh();
    wrote();
  });
  const books = sharedBooks(database.query, conditions.topups, time, calls);
  return {
    storage: database.storage,
    books,
    disconnect: database.drop,
    close: database.close,
  };
}
