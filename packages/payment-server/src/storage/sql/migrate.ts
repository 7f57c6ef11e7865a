import type { Migrated } from "../../core/storage.ts";
import { PaymentError } from "../../errors.ts";
import { MIGRATIONS } from "./schema.ts";
import type { SqlDialect, SqlDriver, Statement } from "./seam.ts";

const NEWEST = MIGRATIONS.length;

/**
 * Brings the tables to the newest version; nothing is written when they are there. Safe to run from many processes at once:
 * every statement may be repeated. Throws `configuration` on a schema that a newer version of this package has made.
 */
export async function migrate(driver: SqlDriver, dialect: SqlDialect): Promise<Migrated> {
  const version = await schemaVersion(driver, dialect);
  if (version > NEWEST) {
    throw new PaymentError("configuration", `The database has schema version ${version}; this version of @x/payment-server knows ${NEWEST}. Upgrade the package.`);
  }
  if (version === NEWEST) return { version, made: false };
  // A row comes back only to the one that wrote it: another process may have been first.
  const written = await driver.batch([...lock(dialect), ...steps(dialect).map(change), change(`${mark(dialect, NEWEST)} RETURNING version`)]);
  return { version: NEWEST, made: written.length > 0 };
}

/**
 * Migrates at the first calls, until one has succeeded. No call waits for another's: where that one's request was cut off,
 * Workers never settle what it began.
 */
export function migrateOnce(driver: SqlDriver, dialect: SqlDialect): () => Promise<void> {
  let ready = false;
  return async () => {
    if (ready) return;
    await migrate(driver, dialect);
    ready = true;
  };
}

/** The SQL that `migrate` runs, for those who own their schema. */
export function printMigrations(dialect: SqlDialect): string[] {
  return [...steps(dialect), mark(dialect, NEWEST)];
}

/** All but the mark of the newest version. */
function steps(dialect: SqlDialect): string[] {
  const versions = `CREATE TABLE IF NOT EXISTS ${dialect.prefix}schema (version INTEGER PRIMARY KEY)`;
  const made = MIGRATIONS.flatMap((texts, before) => (before === 0 ? texts : [mark(dialect, before), ...texts]));
  // Printed as it would be written by hand.
  return [versions, ...made.map((text) => text.replaceAll("{prefix}", dialect.prefix).replaceAll("{index}", dialect.index_prefix).replace(/^ {4}/gm, ""))];
}

function mark({ prefix }: SqlDialect, version: number): string {
  return `INSERT INTO ${prefix}schema (version) VALUES (${version}) ON CONFLICT DO NOTHING`;
}

/** Only read: a database user who may not CREATE needs no more once the tables are there. */
async function schemaVersion(driver: SqlDriver, { has_tables, prefix }: SqlDialect): Promise<number> {
  const found = await driver.batch([read(has_tables)]);
  if (found.length === 0) return 0;
  const [row] = await driver.batch([read(`SELECT MAX(version) AS version FROM ${prefix}schema`)]);
  return Number(row?.["version"] ?? 0);
}

/** Even CREATE TABLE IF NOT EXISTS fails where two run at once. */
function lock({ locks }: SqlDialect): Statement[] {
  return locks === null ? [] : [change(locks.schema)];
}

function change(text: string): Statement {
  return { text, values: {}, reads: false };
}

function read(text: string): Statement {
  return { text, values: {}, reads: true };
}
