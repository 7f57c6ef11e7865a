import { PaymentError } from "../../errors.ts";
import { adaptDatabase, openFile, type OpenDatabase } from "./database.ts";
import type { SqliteDatabase } from "./libraries.ts";

/** The source of a storage's connections: a file at a path, or an open database. */
export interface Source {
  open(): Promise<OpenDatabase>;
  /** The message of the error if the database cannot be used. It says what to check. */
  unusable: string;
}

/** Creates a source that opens the file at a path. Throws `configuration` if the path is empty. */
export function fileSource(path: string, synchronous: "FULL" | "NORMAL" = "FULL"): Source {
  // Refuse an empty path, for which SQLite would open a temporary database and delete it on close.
  if (path === "")
    throw new PaymentError(
      "configuration",
      "`sqliteStorage` needs the path of a file, such as `payments.sqlite`.",
    );
  return {
    async open() {
      const database = await openFile(path);
      try {
        // SQLite waits for a lock for at most 50 ms, because it blocks the whole process meanwhile.
        // `retryWhileBusy` waits for the rest of the time and lets other code run.
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
 * Creates a source for an open database of the host. Throws `configuration` if the library is
 * unknown, or if `synchronous` is given, because only the host sets the pragmas of its database.
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
