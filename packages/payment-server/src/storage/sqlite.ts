/**
 * SQLite in one file, the embedded default: nothing to compile, nothing to start.
 *
 * ```ts
 * import { sqliteStorage } from "@x/payment-server/storage/sqlite";
 * const storage = sqliteStorage("payments.sqlite"); // or an open database of yours
 * ```
 *
 * node:sqlite in Node and Deno, bun:sqlite in Bun. WAL and `synchronous=FULL`, so that what was answered 2xx survives a
 * power cut. Tables are made at the first use. Many processes on one machine may share the file; many machines may not:
 * use PostgreSQL there.
 *
 * An open database (`DatabaseSync` of node:sqlite, `Database` of bun:sqlite or of better-sqlite3) stays yours: `close()`
 * leaves it open and its pragmas stay as they are; `check()` names those that could lose money. Our statements never run
 * inside a transaction of yours: they wait for its end, and answer `storage_unavailable` if it does not come.
 */
import type { Storage } from "../core/storage.ts";
import { PaymentError } from "../errors.ts";
import { positional, type SqlDriver, type SqlRow, type Statement } from "./sql/seam.ts";
import { boundValues, sqliteDialect } from "./sql/sqlite-dialect.ts";
import { createSqlStorage } from "./sql/storage.ts";
import { SQLITE_WARNINGS } from "./sqlite/durability.ts";
import { handleOf, openFile, type SqliteDatabase, type SqliteHandle } from "./sqlite/handle.ts";

export type { SqliteDatabase } from "./sqlite/handle.ts";

export interface SqliteOptions {
  /** Put before every table name; letters, digits and `_`. Default `topup_`. */
  table_prefix?: string;
  /** Of a file: `NORMAL` is faster and may lose the last commits on a power cut, credits noted as done among them. Default `FULL`. */
  synchronous?: "FULL" | "NORMAL";
  /** How long a call waits for another process that has locked the file, or for a transaction of yours, in milliseconds. Default 3,000. */
  busy_ms?: number;
  /** Replaces the database's clock, for simulations only. Unix milliseconds. */
  clock?: () => number;
}

/** Where the statements go, and the sentence for when it cannot be used. */
interface Source {
  open(): Promise<SqliteHandle>;
  unusable: string;
}

interface Connection {
  handle: SqliteHandle;
  /** Each text is compiled once. */
  prepared: Map<string, Prepared>;
}

interface Prepared {
  statement: ReturnType<SqliteHandle["prepare"]>;
  names: readonly string[];
  returns: boolean;
}

/** The low byte of every kind of busy: locked, recovering after a crash, an outdated snapshot. */
const BUSY = 5;

/**
 * Storage in the SQLite file at a path, or in an open database. Throws `configuration` if what was given cannot be used;
 * a file that cannot be used fails the calls, not this.
 */
export function sqliteStorage(database: string | SqliteDatabase, options: SqliteOptions = {}): Storage {
  const dialect = { ...sqliteDialect(options), warnings: SQLITE_WARNINGS };
  const source = typeof database === "string" ? fileSource(database, options) : givenSource(database, options);
  return createSqlStorage(createDriver(source, options), dialect, { migrate_on_use: true });
}

function fileSource(path: string, { synchronous = "FULL" }: SqliteOptions): Source {
  // SQLite takes "" for a database of its own that is gone with the process.
  if (path === "") throw new PaymentError("configuration", "`sqliteStorage` needs the path of a file, such as `payments.sqlite`.");
  return {
    async open() {
      const handle = await openFile(path);
      try {
        // Waiting inside SQLite would stop the whole process: it waits a moment there, and longer between turns.
        handle.exec(`PRAGMA busy_timeout = 50; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
      } catch (error) {
        handle.close();
        throw error;
      }
      return handle;
    },
    unusable: "The SQLite file cannot be used: check that its folder exists, that it is a SQLite database and not a folder, that the process may write there, and that the disk is not full.",
  };
}

function givenSource(database: SqliteDatabase, { synchronous }: SqliteOptions): Source {
  const handle = handleOf(database);
  if (synchronous !== undefined) throw new PaymentError("configuration", "`synchronous` is for a path: an open database keeps its own pragmas; run `PRAGMA synchronous` on it yourself.");
  return {
    open: async () => handle,
    unusable: "The SQLite database that was given cannot be used: check that it is open, that it may be written, and that the disk is not full.",
  };
}

function createDriver(source: Source, options: SqliteOptions): SqlDriver {
  const busy_ms = options.busy_ms ?? 3_000;
  let connection: Promise<Connection> | null = null;

  /** At the first use, so that a file that cannot be opened answers 503 and is tried again. */
  async function connect(): Promise<Connection> {
    const opening = (connection ??= source.open().then((handle) => ({ handle, prepared: new Map() })));
    try {
      return await opening;
    } catch (error) {
      if (connection === opening) connection = null;
      throw error;
    }
  }

  function run(to: Connection, statement: Statement): SqlRow[] {
    const { statement: compiled, names, returns } = prepare(to, statement.text);
    const bound = boundValues(names, statement, options);
    if (statement.reads || returns) return compiled.all(bound) as SqlRow[];
    compiled.run(bound);
    return [];
  }

  /** Synchronous from the first look to COMMIT: nothing else of this process can come between. */
  function transact(to: Connection, statements: readonly Statement[]): SqlRow[] {
    const [only] = statements;
    // What ran in the host's transaction would be gone with it after it was answered.
    if (to.handle.inTransaction()) throw new HostTransaction();
    if (statements.length === 1 && only !== undefined) return run(to, only);
    try {
      prepare(to, statements.every(({ reads }) => reads) ? "BEGIN" : "BEGIN IMMEDIATE").statement.run([]);
      let rows: SqlRow[] = [];
      for (const statement of statements) rows = run(to, statement);
      prepare(to, "COMMIT").statement.run([]);
      return rows;
    } catch (error) {
      if (to.handle.inTransaction()) to.handle.exec("ROLLBACK");
      throw error;
    }
  }

  return {
    async batch(statements): Promise<SqlRow[]> {
      const give_up_at = performance.now() + busy_ms;
      for (;;) {
        try {
          return transact(await connect(), statements);
        } catch (error) {
          const passes = isBusy(error) || error instanceof HostTransaction;
          if (!passes || performance.now() > give_up_at) throw unavailable(error, source);
        }
        await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20));
      }
    },
    async close(): Promise<void> {
      const closing = connection;
      connection = null;
      (await closing?.catch(() => null))?.handle.close();
    },
  };
}

function prepare({ handle, prepared }: Connection, text: string): Prepared {
  const known = prepared.get(text);
  if (known !== undefined) return known;
  const { text: sql, names } = positional(text, () => "?");
  const made = { statement: handle.prepare(sql), names, returns: /\bRETURNING\b/.test(text) };
  prepared.set(text, made);
  return made;
}

/** The host has a transaction open on the database that it gave. */
class HostTransaction extends Error {}

/** node:sqlite has the number, bun:sqlite and better-sqlite3 the name. */
function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const [number, name]: unknown[] = [Reflect.get(error, "errcode"), Reflect.get(error, "code")];
  return (typeof number === "number" && (number & 0xff) === BUSY) || (typeof name === "string" && name.startsWith("SQLITE_BUSY"));
}

function unavailable(error: unknown, { unusable }: Source): PaymentError {
  if (error instanceof PaymentError) return error;
  return new PaymentError("storage_unavailable", sentence(error, unusable), { cause: error, retry_after_ms: 5_000 });
}

function sentence(error: unknown, unusable: string): string {
  if (error instanceof HostTransaction) return "A transaction of yours is open on the SQLite database: end it before the payments are asked, or give them a database of their own.";
  return isBusy(error) ? "The database is busy; try again in a few seconds." : unusable;
}
