import { PaymentError } from "../../errors.ts";
import type { SqlRow, SqlValue } from "../sql/driver.ts";
import type {
  BetterSqliteDatabase,
  BunSqliteDatabase,
  BunSqliteStatement,
  NodeSqliteDatabase,
  SqliteDatabase,
  SqliteStatement,
} from "./libraries.ts";

/** An open database of node:sqlite, bun:sqlite or better-sqlite3, behind one interface. */
export interface OpenDatabase {
  /** Compiles one statement. Its rows contain integers as numbers. */
  prepare(text: string): {
    all(values: readonly SqlValue[]): SqlRow[];
    run(values: readonly SqlValue[]): void;
  };
  /** Runs one or more statements without parameters. */
  exec(text: string): void;
  /** Whether a transaction is open, ours or the host's. */
  inTransaction(): boolean;
  /**
   * The database object of the library, to which the host's transaction handle passes its calls.
   */
  original: object;
  /** Closes the database if we opened it. With bun:sqlite, finalizes our statements first. */
  close(): void;
}

/**
 * Adapts a database that the host has opened, and that only the host closes. Each library is
 * recognized by a property that the others do not have. Throws `configuration` if the object is not
 * a database of node:sqlite, bun:sqlite or better-sqlite3.
 */
export function adaptDatabase(database: SqliteDatabase): OpenDatabase {
  if (typeof database === "object" && database !== null) {
    if ("isTransaction" in database) return adaptNode(database, false);
    if ("query" in database) return adaptBun(database, false);
    if ("pragma" in database) return adaptBetterSqlite(database);
  }
  throw new PaymentError(
    "configuration",
    "`sqliteStorage` needs the path of a file, such as `payments.sqlite`, or an open database of node:sqlite, bun:sqlite or better-sqlite3.",
  );
}

/**
 * Whether an open database has no file. Returns false if this cannot be read, for example because
 * the database is closed. The first call of the storage then reports the error.
 */
export function isInMemory(database: SqliteDatabase): boolean {
  const adapted = adaptDatabase(database);
  try {
    return fileOf(adapted) === null;
  } catch {
    return false;
  } finally {
    adapted.close();
  }
}

/**
 * Returns the absolute path of a database's file, or `null` if it has none, such as a database in
 * memory.
 */
export function fileOf(database: OpenDatabase): string | null {
  // The columns are `seq`, `name` and `file`.
  const file = database.prepare("PRAGMA database_list").all([])[0]?.[2];
  return typeof file === "string" && file !== "" ? file : null;
}

/**
 * Whether a path opens a database in memory. Such a path is `:memory:` or a URI filename such as
 * `file:shop?mode=memory`. See https://sqlite.org/inmemorydb.html
 */
export function isMemoryAddress(path: string): boolean {
  return /^(?::memory:$|file:(?:.*:memory:|[^?]*\?.*\bmode=memory\b))/.test(path);
}

/**
 * Opens the file with the library of the runtime: bun:sqlite in Bun, node:sqlite in Node and Deno.
 * Throws `configuration` if the runtime has neither.
 */
export async function openFile(path: string): Promise<OpenDatabase> {
  if (Reflect.has(globalThis, "Bun")) {
    // The name is in a variable, because bundlers for other runtimes try to resolve a literal name.
    const name = "bun:sqlite";
    const { Database }: { Database: new (path: string) => BunSqliteDatabase } = await import(
      /* webpackIgnore: true */ /* @vite-ignore */ name
    );
    return adaptBun(new Database(path), true);
  }
  const { DatabaseSync } = await import("node:sqlite").catch((error: unknown) => {
    throw new PaymentError(
      "configuration",
      "This runtime has no node:sqlite: use Node 22.18 or newer, Deno 2.2 or newer, or Bun.",
      { cause: error },
    );
  });
  return adaptNode(new DatabaseSync(path), true);
}

/**
 * Adapts a database of node:sqlite. The host's settings decide whether its statements return
 * BigInts or numbers, and objects or arrays. Each of our statements is set to return numbers and
 * arrays. The host's own statements keep the host's settings.
 */
function adaptNode(database: NodeSqliteDatabase, owned: boolean): OpenDatabase {
  return {
    prepare(text) {
      const statement = database.prepare(text);
      statement.setReadBigInts(false);
      statement.setReturnArrays(true);
      return adaptStatement(statement, (values) => statement.all(...values));
    },
    exec: (text) => void database.exec(text),
    inTransaction: () => database.isTransaction,
    original: database,
    close: () => void (owned && database.close()),
  };
}

/**
 * Adapts a database of bun:sqlite. `close()` finalizes all of our statements, since Bun keeps the
 * file open until each statement is finalized.
 */
function adaptBun(database: BunSqliteDatabase, owned: boolean): OpenDatabase {
  const statements: BunSqliteStatement[] = [];
  return {
    prepare(text) {
      const statement = database.prepare(text);
      statement.safeIntegers?.(false);
      statements.push(statement);
      return adaptStatement(statement, (values) => statement.values(...values));
    },
    exec: (text) => void database.exec(text),
    inTransaction: () => database.inTransaction,
    original: database,
    close() {
      for (const statement of statements.splice(0)) statement.finalize();
      if (owned) database.close();
    },
  };
}

function adaptBetterSqlite(database: BetterSqliteDatabase): OpenDatabase {
  return {
    prepare(text) {
      const statement = database.prepare(text);
      statement.safeIntegers(false);
      if (statement.reader) statement.raw(true);
      return adaptStatement(statement, (values) => statement.all(...values));
    },
    exec: (text) => void database.exec(text),
    inTransaction: () => database.inTransaction,
    original: database,
    close: () => {},
  };
}

function adaptStatement(
  statement: SqliteStatement,
  all: (values: readonly SqlValue[]) => unknown[],
): ReturnType<OpenDatabase["prepare"]> {
  return {
    all: (values) => all(values) as SqlRow[],
    run: (values) => void statement.run(...values),
  };
}
