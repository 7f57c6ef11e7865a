/**
 * SQLite in one file, the embedded default: nothing to compile, nothing to start.
 *
 * ```ts
 * import { sqliteStorage } from "@x/payment-server/storage/sqlite";
 * const storage = sqliteStorage("payments.sqlite");
 * ```
 *
 * WAL and `synchronous=FULL`, so that what was answered 2xx survives a power cut. Tables are made at the first use.
 * Many processes on one machine may share the file; many machines may not: use PostgreSQL there.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Storage } from "../core/storage.ts";
import { PaymentError } from "../errors.ts";
import { positional, type SqlDriver, type SqlRow, type Statement } from "./sql/seam.ts";
import { createSqlStorage } from "./sql/storage.ts";

export interface SqliteOptions {
  /** Put before every table name; letters, digits and `_`. Default `topup_`. */
  table_prefix?: string;
  /** `NORMAL` is faster and may lose the last commits on a power cut, credits noted as done among them. Default `FULL`. */
  synchronous?: "FULL" | "NORMAL";
  /** How long a call waits for a file that another process has locked, in milliseconds. Default 3,000. */
  busy_ms?: number;
  /** Replaces the database's clock, for simulations only. Unix milliseconds. */
  clock?: () => number;
}

interface Prepared {
  statement: StatementSync;
  names: readonly string[];
  returns: boolean;
}

/** The low byte of every kind of busy: locked, recovering after a crash, an outdated snapshot. */
const BUSY = 5;

/** Storage in the SQLite file at `path`. Throws `configuration` if the prefix cannot be used; a file that cannot be used fails the calls, not this. */
export function sqliteStorage(path: string, options: SqliteOptions = {}): Storage {
  // SQLite takes "" for a database of its own that is gone with the process.
  if (path === "") throw new PaymentError("configuration", "`sqliteStorage` needs the path of a file, such as `payments.sqlite`.");
  const prefix = options.table_prefix ?? "topup_";
  if (!/^(?!sqlite_)[a-z_][a-z0-9_]{0,40}$/i.test(prefix)) {
    throw new PaymentError("configuration", "`table_prefix` must be at most 41 letters, digits and underscores, begin with no digit and not with SQLite's own `sqlite_`.");
  }
  // A parameter in place of the clock: the statements stay the same fixed text.
  const now = options.clock === undefined ? "CAST(unixepoch('subsec') * 1000 AS INTEGER)" : ":clock";
  const driver = createDriver(path, options);
  return createSqlStorage(driver, { prefix, index_prefix: prefix, now, locks: null }, { migrate_on_use: true });
}

function createDriver(path: string, options: SqliteOptions): SqlDriver {
  const busy_ms = options.busy_ms ?? 3_000;
  const prepared = new Map<string, Prepared>();
  let database: DatabaseSync | null = null;

  /** Opened at the first use, so that a file that cannot be opened answers 503 and is tried again. */
  function open(): DatabaseSync {
    if (database !== null) return database;
    const opened = new DatabaseSync(path);
    try {
      // Waiting inside SQLite would stop the whole process: it waits a moment there, and longer between turns.
      opened.exec(`PRAGMA busy_timeout = 50; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${options.synchronous ?? "FULL"}`);
    } catch (error) {
      opened.close();
      throw error;
    }
    database = opened;
    return opened;
  }

  /** Each text is compiled once. */
  function prepare(handle: DatabaseSync, text: string): Prepared {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const { text: sql, names } = positional(text, () => "?");
    const made = { statement: handle.prepare(sql), names, returns: /\bRETURNING\b/.test(text) };
    prepared.set(text, made);
    return made;
  }

  function run(handle: DatabaseSync, { text, values, reads }: Statement): SqlRow[] {
    const { statement, names, returns } = prepare(handle, text);
    const bound = names.map((name) => (name === "clock" ? (options.clock?.() ?? null) : (values[name] ?? null)));
    if (reads || returns) return statement.all(...bound) as SqlRow[];
    statement.run(...bound);
    return [];
  }

  /** Synchronous from BEGIN to COMMIT: nothing else of this process can come between. */
  function transact(statements: readonly Statement[]): SqlRow[] {
    const handle = open();
    const [only] = statements;
    if (statements.length === 1 && only !== undefined) return run(handle, only);
    try {
      prepare(handle, statements.every(({ reads }) => reads) ? "BEGIN" : "BEGIN IMMEDIATE").statement.run();
      let rows: SqlRow[] = [];
      for (const statement of statements) rows = run(handle, statement);
      prepare(handle, "COMMIT").statement.run();
      return rows;
    } catch (error) {
      if (handle.isTransaction) handle.exec("ROLLBACK");
      throw error;
    }
  }

  return {
    async batch(statements): Promise<SqlRow[]> {
      const give_up_at = performance.now() + busy_ms;
      for (;;) {
        try {
          return transact(statements);
        } catch (error) {
          if (!isBusy(error) || performance.now() > give_up_at) throw unavailable(error);
        }
        await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20));
      }
    },
    async close(): Promise<void> {
      prepared.clear();
      database?.close();
      database = null;
    },
  };
}

function isBusy(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, "errcode") : null;
  return typeof code === "number" && (code & 0xff) === BUSY;
}

function unavailable(error: unknown): PaymentError {
  if (error instanceof PaymentError) return error;
  const message = isBusy(error)
    ? "The database is busy; try again in a few seconds."
    : "The SQLite file cannot be used: check that its folder exists, that it is a SQLite database and not a folder, that the process may write there, and that the disk is not full.";
  return new PaymentError("storage_unavailable", message, { cause: error, retry_after_ms: 5_000 });
}
