import { PaymentError } from "../../errors.ts";
import { MIGRATIONS } from "./schema.ts";
import type { SqlDialect, SqlDriver, Statement } from "./seam.ts";

/**
 * Brings the tables to the newest version; nothing is done when they are there. Safe to run from many processes at once:
 * every statement may be repeated. Throws `configuration` on a schema that a newer version of this package has made.
 */
export async function migrate(driver: SqlDriver, dialect: SqlDialect): Promise<void> {
  const version = await schemaVersion(driver, dialect);
  if (version > MIGRATIONS.length) {
    throw new PaymentError("configuration", `The database has schema version ${version}; this version of @x/payment-server knows ${MIGRATIONS.length}. Upgrade the package.`);
  }
  if (version === MIGRATIONS.length) return;
  await driver.batch([...lock(dialect), ...printMigrations(dialect).map(statement)]);
}

/** Migrates at the first call; one that failed is tried again by the next. */
export function migrateOnce(driver: SqlDriver, dialect: SqlDialect): () => Promise<void> {
  let ready: Promise<void> | null = null;
  return async () => {
    ready ??= migrate(driver, dialect).catch((error: unknown) => {
      ready = null;
      throw error;
    });
    await ready;
  };
}

/** The SQL that `migrate` runs, for those who own their schema. */
export function printMigrations(dialect: SqlDialect): string[] {
  const table = `${dialect.prefix}schema`;
  const versions = MIGRATIONS.map((_, index) => `INSERT INTO ${table} (version) VALUES (${index + 1}) ON CONFLICT DO NOTHING`);
  const steps = MIGRATIONS.flatMap((texts, index) => [...texts, versions[index] ?? ""]);
  return [createVersionTable(dialect), ...steps].map((text) => text.replaceAll("{prefix}", dialect.prefix).replaceAll("{index}", dialect.index_prefix));
}

async function schemaVersion(driver: SqlDriver, dialect: SqlDialect): Promise<number> {
  const newest = { text: `SELECT MAX(version) AS version FROM ${dialect.prefix}schema`, values: {}, reads: true };
  const [row] = await driver.batch([...lock(dialect), statement(createVersionTable(dialect)), newest]);
  return Number(row?.["version"] ?? 0);
}

/** Even CREATE TABLE IF NOT EXISTS fails where two run at once. */
function lock({ locks }: SqlDialect): Statement[] {
  return locks === null ? [] : [statement(locks.schema)];
}

function createVersionTable(dialect: SqlDialect): string {
  return `CREATE TABLE IF NOT EXISTS ${dialect.prefix}schema (version INTEGER PRIMARY KEY)`;
}

function statement(text: string): Statement {
  return { text, values: {}, reads: false };
}
