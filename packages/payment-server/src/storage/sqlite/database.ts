import { PaymentError } from "../../errors.ts";
import type { SqlValue } from "../sql/driver.ts";

/** As much of `DatabaseSync` of node:sqlite as is used; Node and Deno have it. */
export interface NodeSqliteDatabase {
  readonly isTransaction: boolean;
  prepare(text: string): NodeSqliteStatement;
  exec(text: string): unknown;
  close(): unknown;
}

interface NodeSqliteStatement extends SqliteStatement {
  setReadBigInts(enabled: boolean): unknown;
  setReturnArrays(enabled: boolean): unknown;
}

/** As much of `Database` of bun:sqlite as is used. */
export interface BunSqliteDatabase {
  readonly inTransaction: boolean;
  prepare(text: string): BunSqliteStatement;
  exec(text: string): unknown;
  query: unknown;
  close(): unknown;
}

interface BunSqliteStatement extends SqliteStatement {
  safeIntegers?(enabled: boolean): unknown;
  finalize(): unknown;
}

/** As much of `Database` of better-sqlite3 as is used. */
export interface BetterSqliteDatabase {
  readonly inTransaction: boolean;
  prepare(text: string): BetterSqliteStatement;
  exec(text: string): unknown;
  pragma: unknown;
}

interface BetterSqliteStatement extends SqliteStatement {
  safeIntegers(enabled: boolean): unknown;
}

interface SqliteStatement {
  all(...values: SqlValue[]): unknown[];
  run(...values: SqlValue[]): unknown;
}

/** An open database of one of the libraries. */
export type SqliteDatabase = NodeSqliteDatabase | BunSqliteDatabase | BetterSqliteDatabase;

/** What the driver needs of any of them. */
export interface SqliteHandle {
  prepare(text: string): {
    all(values: readonly SqlValue[]): unknown[];
    run(values: readonly SqlValue[]): void;
  };
  exec(text: string): void;
  inTransaction(): boolean;
  /** The library's own object. */
  database: object;
  /** Lets go of what was prepared, and closes the database if it is ours. */
  close(): void;
}

/** The host's database by its shape; it stays open. Throws `configuration` if it is none that is known. */
export function handleOf(database: SqliteDatabase): SqliteHandle {
  if (typeof database === "object" && database !== null) {
    if ("isTransaction" in database) return nodeHandle(database, false);
    if ("query" in database) return bunHandle(database, false);
    if ("pragma" in database) return betterHandle(database);
  }
  throw new PaymentError(
    "configuration",
    "`sqliteStorage` needs the path of a file, such as `payments.sqlite`, or an open database of node:sqlite, bun:sqlite or better-sqlite3.",
  );
}

/** Whether an open database has no file behind it. Where that cannot be seen, it is taken for a file's. */
export function isInMemory(database: SqliteDatabase): boolean {
  const handle = handleOf(database);
  try {
    const [main] = handle.prepare("PRAGMA database_list").all([]);
    return Reflect.get(Object(main), "file") === "";
  } catch {
    return false;
  } finally {
    handle.close();
  }
}

/** Whether a path is an address of SQLite's that stands for no file, such as `file:shop?mode=memory`. */
export function isMemoryAddress(path: string): boolean {
  return /^file:(?:.*:memory:|[^?]*\?.*\bmode=memory\b)/.test(path);
}

/** Opens the file with what the runtime has: bun:sqlite in Bun, node:sqlite in Node and Deno. */
export async function openFile(path: string): Promise<SqliteHandle> {
  if (Reflect.has(globalThis, "Bun")) {
    // By a name that bundlers for other runtimes do not try to resolve.
    const name = "bun:sqlite";
    const { Database }: { Database: new (path: string) => BunSqliteDatabase } = await import(
      /* webpackIgnore: true */ /* @vite-ignore */ name
    );
    return bunHandle(new Database(path), true);
  }
  const { DatabaseSync } = await import("node:sqlite").catch((error: unknown) => {
    throw new PaymentError(
      "configuration",
      "This runtime has no node:sqlite: use Node 22.18 or newer, Deno 2.2 or newer, or Bun.",
      { cause: error },
    );
  });
  return nodeHandle(new DatabaseSync(path), true);
}

/** A host may have asked for BigInts or arrays on its whole database: our statements are set back, one by one. */
function nodeHandle(database: NodeSqliteDatabase, owned: boolean): SqliteHandle {
  return {
    prepare(text) {
      const statement = database.prepare(text);
      statement.setReadBigInts(false);
      statement.setReturnArrays(false);
      return wrap(statement);
    },
    exec: (text) => void database.exec(text),
    inTransaction: () => database.isTransaction,
    database,
    close: () => void (owned && database.close()),
  };
}

/** Bun keeps a file open until each of its statements is finalized. */
function bunHandle(database: BunSqliteDatabase, owned: boolean): SqliteHandle {
  const statements: BunSqliteStatement[] = [];
  return {
    prepare(text) {
      const statement = database.prepare(text);
      statement.safeIntegers?.(false);
      statements.push(statement);
      return wrap(statement);
    },
    exec: (text) => void database.exec(text),
    inTransaction: () => database.inTransaction,
    database,
    close() {
      for (const statement of statements.splice(0)) statement.finalize();
      if (owned) database.close();
    },
  };
}

function betterHandle(database: BetterSqliteDatabase): SqliteHandle {
  return {
    prepare(text) {
      const statement = database.prepare(text);
      statement.safeIntegers(false);
      return wrap(statement);
    },
    exec: (text) => void database.exec(text),
    inTransaction: () => database.inTransaction,
    database,
    close: () => {},
  };
}

function wrap(statement: SqliteStatement): ReturnType<SqliteHandle["prepare"]> {
  return {
    all: (values) => statement.all(...values),
    run: (values) => void statement.run(...values),
  };
}
