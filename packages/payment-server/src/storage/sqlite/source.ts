import { PaymentError } from "../../errors.ts";
import { adaptDatabase, openFile, type OpenDatabase } from "./database.ts";
import type { SqliteDatabase } from "./libraries.ts";

/** Where a storage gets its connections from. */
export interface Source {
  open(): Promise<OpenDatabase>;
  /** The message of the error if the database cannot be used. It says what to check. */
  unusable: string;
}

/** Opens connections to the file at a path. Throws `configuration` if the path is empty. */
export function fileSource(path: string, synchronous: "FULL" | "NORMAL" = "FULL"): Source {
  // To SQLite an empty path is a temporary database, which is deleted when it is closed.
  if (path === "")
    throw new PaymentError(
      "configuration",
      "`sqliteStorage` needs the path of a file, such as `payments.sqlite`.",
    );
  return {
    async open() {
      const database = await openFile(path);
      try {
        // SQLite blocks the whole process while it waits for a lock, so it waits 50 ms at most;
        // `retryWhileBusy` waits for the rest, and other work goes on meanwhile.
        database.exec(
          `PRAGMA busy_timeout = 50; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`,
        );
      } catch (error) {
        database.close();
        throw error;
      }
      return database;
    },
    unusable:
      "The SQLite file cannot be used: check that its folder exists, that it is a SQLite database and not a folder, that the process may write there, and that the disk is not full.",
  };
}

/**
 * Uses the open database of a host. Throws `configuration` if the library is unknown, or if
 * `synchronous` is given too: the pragmas of such a database are the host's.
 */
export function openDatabaseSource(
  database: SqliteDatabase,
  synchronous: "FULL" | "NORMAL" | undefined,
): Source {
  const adapted = adaptDatabase(database);
  if (synchronous !== undefined)
    throw new PaymentError(
      "configuration",
      "`synchronous` is for a path: an open database keeps its own pragmas; run `PRAGMA synchronous` on it yourself.",
    );
  return {
    open: async () => adapted,
    unusable:
      "The SQLite database that was given cannot be used: check that it is open, that it may be written, and that the disk is not full.",
  };
}
