import { resolve } from "node:path";
import { PaymentError } from "../../errors.ts";
import { adaptDatabase, fileOf, openFile, type OpenDatabase } from "./database.ts";
import { createFileIdentity } from "./file-identity.ts";
import type { SqliteDatabase } from "./libraries.ts";

/** The source of a storage's connections: a file at a path, or an open database. */
export interface Source {
  /**
   * Opens the database. Throws `FileReplacedError` if the file at the path is no longer the one
   * that was opened before.
   */
  open(): Promise<OpenDatabase>;
  /** Throws `FileReplacedError` if the path no longer leads to the file that was opened. */
  checkFile(): void;
  /** Lets the next `open` open whatever file is at the path. Does nothing for an open database. */
  forgetFile(): void;
  /** The message of the error if the database cannot be used. It says what to check. */
  unusable: string;
}

/**
 * Creates a source that opens the file at a path. If the path is missing or empty, does not throw,
 * because a build may construct the storage before there is a path. Each `open` then throws
 * `configuration`. If `synchronous` is neither `FULL` nor `NORMAL`, throws `configuration` at once:
 * with `OFF`, a power cut could lose a credit whose webhook was answered with 2xx.
 */
export function fileSource(
  path: string | undefined,
  synchronous: "FULL" | "NORMAL" = "FULL",
): Source {
  if (synchronous !== "FULL" && synchronous !== "NORMAL")
    throw new PaymentError("configuration", "`synchronous` must be `FULL` or `NORMAL`.");
  const identity = createFileIdentity();
  let file: string | null = null;
  return {
    async open() {
      identity.check(file);
      const database = await openFile(given(path));
      try {
        // SQLite waits for a lock for at most 50 ms, because it blocks the whole process meanwhile.
        // `retryWhileBusy` waits for the rest of the time and lets other code run.
        database.exec(
          `PRAGMA busy_timeout = 50; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`,
        );
        file ??= watchedPath(given(path), database);
        identity.check(file);
      } catch (error) {
        database.close();
        throw error;
      }
      return database;
    },
    checkFile: () => identity.check(file),
    forgetFile() {
      file = null;
      identity.forget();
    },
    unusable:
      "The SQLite file cannot be used: check that its folder exists, that it is a SQLite database and not a folder, that the process may write there, and that the disk is not full.",
  };
}

/**
 * Returns the path. Throws `configuration` if the path is missing or empty. For an empty path,
 * SQLite would open a temporary database and delete that database on close.
 */
function given(path: string | undefined): string {
  if (path !== undefined && path !== "") return path;
  throw new PaymentError(
    "configuration",
    "`sqliteStorage` has no path: set the variable that it is read from, to the path of a file such as `payments.sqlite`.",
  );
}

/**
 * Returns the absolute path whose file is watched, or `null` for a database in memory. The path is
 * resolved once, because the process may change its working directory. A URI is resolved by SQLite.
 */
function watchedPath(path: string, database: OpenDatabase): string | null {
  const file = fileOf(database);
  return file === null || path.startsWith("file:") ? file : resolve(path);
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
  const identity = createFileIdentity();
  let file: string | null = null;
  return {
    async open() {
      file ??= fileOf(adapted);
      identity.check(file);
      return adapted;
    },
    checkFile: () => identity.check(file),
    // There is nothing to forget, because the host keeps its database and so its file open.
    forgetFile() {},
    unusable:
      "The SQLite database that was given cannot be used: check that it is open, that it may be written, and that the disk is not full.",
  };
}
