import type { Migrated } from "../../core/storage.ts";
import { PaymentError } from "../../errors.ts";
import { MIGRATIONS, TABLES, type Migration } from "./schema.ts";
import type { SqlDialect, SqlDriver, Statement } from "./driver.ts";

/**
 * The table `schema` holds the generation of the tables, which older processes refuse when it is not theirs. Migrations only
 * add, so they are marked in a table of their own: a process of an older version goes on beside them.
 */
const GENERATION = 1;
/** No application has these two: with a prefix such as `shop_`, a table `migrations` may be its own. */
const CHANGES = { table: "schema_changes", column: "tables_version" };
const NEWEST = MIGRATIONS.at(-1)?.version ?? GENERATION;

/**
 * Brings the tables to the newest version; nothing is written when they are there. Safe to run from many processes at once.
 * Throws `configuration` on tables of a later generation.
 */
export async function migrate(driver: SqlDriver, dialect: SqlDialect): Promise<Migrated> {
  let made = false;
  for (;;) {
    const version = await readVersion(driver, dialect);
    if (version >= NEWEST) return { version, made };
    const marked = await advance(driver, dialect, version);
    // A row comes back only to the process that wrote it: another one may have been first.
    made ||= marked;
  }
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

/**
 * The SQL that `migrate` runs, for those who own their schema. Without `from` it makes the tables of the newest version, and
 * may be repeated on them; on tables of an older version it fails, and marks nothing, even where the client goes on after an
 * error. With `from` it brings tables of that version along, and runs once. Throws `configuration` if there is no such version.
 */
export function printMigrations(dialect: SqlDialect, from = 0): string[] {
  const known =
    from === 0 || from === GENERATION || MIGRATIONS.some(({ version }) => version === from);
  if (!known)
    throw new PaymentError(
      "configuration",
      `There is no version ${from} of the tables; the newest is ${NEWEST}.`,
    );
  return from === 0
    ? creating(dialect)
    : MIGRATIONS.filter(({ version }) => version > from).flatMap((migration) =>
        adding(dialect, migration),
      );
}

/** Makes the tables, or brings them to the version after theirs. True if this call has done it. */
async function advance(driver: SqlDriver, dialect: SqlDialect, version: number): Promise<boolean> {
  const migration = MIGRATIONS.find((one) => one.version > version);
  if (migration === undefined) return false;
  const [last = "", ...others] = (
    version === 0 ? creating(dialect) : adding(dialect, migration)
  ).reverse();
  try {
    return (
      (
        await driver.batch([
          ...lock(dialect),
          ...others.reverse().map(change),
          change(`${last} RETURNING ${CHANGES.column}`),
        ])
      ).length > 0
    );
  } catch (error) {
    // Another process has come first: it has added the column, which SQLite refuses, or is of an older version and has made its tables.
    if ((await readVersion(driver, dialect)) > version) return false;
    throw error;
  }
}

/** The tables of the newest version and their marks; the last statement is the mark of the newest one. */
function creating(dialect: SqlDialect): string[] {
  const { prefix } = dialect;
  const versions = `CREATE TABLE IF NOT EXISTS ${prefix}schema (version INTEGER PRIMARY KEY)`;
  const generation = `INSERT INTO ${prefix}schema (version) VALUES (${GENERATION}) ON CONFLICT DO NOTHING`;
  const marks = MIGRATIONS.map(
    (migration) =>
      `INSERT INTO ${prefix}${CHANGES.table} (${CHANGES.column}) SELECT ${migration.version} WHERE EXISTS (${dialect.has_column(...last(migration))}) ON CONFLICT DO NOTHING`,
  );
  return [
    versions,
    changesTable(dialect),
    ...TABLES.map((text) => named(dialect, text)),
    generation,
    ...marks,
  ];
}

/** The columns and indexes of one migration; the last statement is its mark. */
function adding(dialect: SqlDialect, { version, columns, statements }: Migration): string[] {
  const { prefix, add_column } = dialect;
  const altered = columns.map(
    ({ table, name, type }) => `ALTER TABLE ${prefix}${table} ${add_column} ${name} ${type}`,
  );
  const mark = `INSERT INTO ${prefix}${CHANGES.table} (${CHANGES.column}) VALUES (${version}) ON CONFLICT DO NOTHING`;
  return [
    changesTable(dialect),
    ...altered,
    ...statements.map((text) => named(dialect, text)),
    mark,
  ];
}

function last({ columns }: Migration): [string, string] {
  const { table = "", name = "" } = columns.at(-1) ?? {};
  return [table, name];
}

function changesTable({ prefix }: SqlDialect): string {
  return `CREATE TABLE IF NOT EXISTS ${prefix}${CHANGES.table} (${CHANGES.column} INTEGER PRIMARY KEY)`;
}

function named({ prefix, index_prefix }: SqlDialect, text: string): string {
  // Printed as it would be written by hand.
  return text
    .replaceAll("{prefix}", prefix)
    .replaceAll("{index}", index_prefix)
    .replace(/^ {2}/gm, "");
}

/** Only read: a database user who may not CREATE needs no more once the tables are there. 0: there are no tables. */
async function readVersion(
  driver: SqlDriver,
  { has_table, has_column, prefix }: SqlDialect,
): Promise<number> {
  const { table, column } = CHANGES;
  const [found] = await driver.batch([
    read(
      `SELECT ${exists(has_table("schema"))} AS schema_found, ${exists(has_table(table))} AS changes_found, ${exists(has_column(table, column))} AS ours`,
    ),
  ]);
  if (found?.["changes_found"] === 1 && found["ours"] !== 1) {
    throw new PaymentError(
      "configuration",
      `The database has a table ${prefix}${table} that is not of @x/payment-server. Give the payments another \`table_prefix\`.`,
    );
  }
  if (found?.["schema_found"] !== 1) return 0;
  const added = found["ours"] === 1 ? `(SELECT MAX(${column}) FROM ${prefix}${table})` : "NULL";
  const [row] = await driver.batch([
    read(`SELECT MAX(version) AS generation, ${added} AS added FROM ${prefix}schema`),
  ]);
  const generation = Number(row?.["generation"] ?? 0);
  if (generation > GENERATION) {
    throw new PaymentError(
      "configuration",
      `The database has schema version ${generation}; this version of @x/payment-server knows ${GENERATION}. Upgrade the package.`,
    );
  }
  return Math.max(generation, Number(row?.["added"] ?? 0));
}

function exists(query: string): string {
  return `CASE WHEN EXISTS (${query}) THEN 1 ELSE 0 END`;
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
