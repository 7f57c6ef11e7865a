/**
 * Types of node:sqlite, bun:sqlite and better-sqlite3, so that none of these libraries has to be
 * installed for its types.
 */
import type { SqlValue } from "../sql/driver.ts";

/** The parts of node:sqlite's `DatabaseSync` that are used. Node and Deno have it. */
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

/** The parts of bun:sqlite's `Database` that are used. */
export interface BunSqliteDatabase {
  readonly inTransaction: boolean;
  prepare(text: string): BunSqliteStatement;
  exec(text: string): unknown;
  /** A property that only bun:sqlite has, by which the library is recognized. */
  query: unknown;
  close(): unknown;
}

/** A statement of bun:sqlite. It keeps the file open until it is finalized. */
export interface BunSqliteStatement extends SqliteStatement {
  safeIntegers?(enabled: boolean): unknown;
  /** Returns the rows as arrays. */
  values(...values: SqlValue[]): unknown[];
  finalize(): unknown;
}

/** The parts of better-sqlite3's `Database` that are used. */
export interface BetterSqliteDatabase {
  readonly inTransaction: boolean;
  prepare(text: string): BetterSqliteStatement;
  exec(text: string): unknown;
  /** A property that only better-sqlite3 has, by which the library is recognized. */
  pragma: unknown;
}

interface BetterSqliteStatement extends SqliteStatement {
  /** Whether the statement returns rows. `raw` throws if it does not. */
  readonly reader: boolean;
  raw(enabled: boolean): unknown;
  safeIntegers(enabled: boolean): unknown;
}

/** The methods that prepared statements have in all three libraries. */
export interface SqliteStatement {
  all(...values: SqlValue[]): unknown[];
  run(...values: SqlValue[]): unknown;
}

/** An open database of node:sqlite, bun:sqlite or better-sqlite3. */
export type SqliteDatabase = NodeSqliteDatabase | BunSqliteDatabase | BetterSqliteDatabase;
