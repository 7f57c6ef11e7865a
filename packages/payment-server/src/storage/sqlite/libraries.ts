/**
 * The parts of the three SQLite libraries that are used, so that none of them has to be installed.
 */
import type { SqlValue } from "../sql/driver.ts";

/** As much of `DatabaseSync` of node:sqlite as is used. Node and Deno have it. */
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
  /** Tells it from the others: only bun:sqlite has it. */
  query: unknown;
  close(): unknown;
}

/** A statement of bun:sqlite, which keeps its file open until it is finalized. */
export interface BunSqliteStatement extends SqliteStatement {
  safeIntegers?(enabled: boolean): unknown;
  finalize(): unknown;
}

/** As much of `Database` of better-sqlite3 as is used. */
export interface BetterSqliteDatabase {
  readonly inTransaction: boolean;
  prepare(text: string): BetterSqliteStatement;
  exec(text: string): unknown;
  /** Tells it from the others: only better-sqlite3 has it. */
  pragma: unknown;
}

interface BetterSqliteStatement extends SqliteStatement {
  safeIntegers(enabled: boolean): unknown;
}

/** What the prepared statements of all three have in common. */
export interface SqliteStatement {
  all(...values: SqlValue[]): unknown[];
  run(...values: SqlValue[]): unknown;
}

/** An open database of node:sqlite, bun:sqlite or better-sqlite3. */
export type SqliteDatabase = NodeSqliteDatabase | BunSqliteDatabase | BetterSqliteDatabase;
