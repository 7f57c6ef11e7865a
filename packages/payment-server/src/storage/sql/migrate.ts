import type { Migrated } from "../../core/storage.ts";
import { PaymentError } from "../../errors.ts";
import { MIGRATIONS, TABLES, type Migration } from "./schema.ts";
import { read, write, type SqlDialect, type SqlDriver, type Statement } from "./driver.ts";

/**
 * The generation of the tables, which the table `schema` holds. A process refuses tables of a later
 * generation. Migrations only add, so they are marked in a table of their own, and processes of an
 * older version keep working on migrated tables.
 */
const GENERATION = 1;
/**
 * The table that marks migrations. Its names are unusual on purpose: with a prefix such as `shop_`,
 * a table `shop_migrations` may belong to the application.
 */
const CHANGES = { table: "schema_changes", column: "tables_version" };
const NEWEST = MIGRATIONS.at(-1)?.version ?? GENERATION;

/**
 * Upgrades the tables to the newest version, or makes them. Nothing is written if they are at it
 * already. Many processes may call it at once. Throws `configuration` if the tables belong to a
 * later generation, or if a table of the application has the name of one of ours.
 */
export async function migrate(driver: SqlDriver, dialect: SqlDialect): Promise<Migrated> {
  let made = false;
  for (;;) {
    const version = await readVersion(driver, dialect);
    if (version >= NEWEST) return { version, made };
    const advanced = await advance(driver, dialect, version);
    made ||= advanced;
  }
}

/**
 * Returns a function that migrates until it has succeeded once, and then resolves at once. Each of
 * the first calls migrates for itself and none waits for another: when a Worker cancels a request,
 * the promises that the request began never settle.
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
 * Returns the SQL that `migrate` runs, for hosts that own their schema. Without `from` it makes the
 * tables of the newest version and may be repeated on them; on tables of an older version it fails
 * and marks nothing, even if the client continues after an error. With `from` it upgrades tables of
 * that version and runs once. Throws `configuration` if there is no such version.
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
    ? createTables(dialect)
    : MIGRATIONS.filter(({ version }) => version > from).flatMap((migration) =>
        addMigration(dialect, migration),
      );
}

/**
 * Makes the tables, or upgrades them by one version. Returns true if this call has done it, and not
 * another process: the last statement marks the version, and returns a row only to its writer.
 */
async function advance(driver: SqlDriver, dialect: SqlDialect, version: number): Promise<boolean> {
  const migration = MIGRATIONS.find((one) => one.version > version);
  if (migration === undefined) return false;
  const texts = version === 0 ? createTables(dialect) : addMigration(dialect, migration);
  const mark = `${texts.at(-1)} RETURNING ${CHANGES.column}`;
  try {
    const rows = await driver.batch([
      ...lockMigrations(dialect),
      ...[...texts.slice(0, -1), mark].map((text) => write(text)),
    ]);
    return rows.length > 0;
  } catch (error) {
    // Another process was first: it has added the column, which SQLite refuses to add again, or it
    // is of an older version and has made its own tables.
    if ((await readVersion(driver, dialect)) > version) return false;
    throw error;
  }
}

/**
 * The statements that make the tables of the newest version and mark its migrations, the newest one
 * last. A migration is marked only if its column is there: tables of an older version lack it,
 * since CREATE TABLE IF NOT EXISTS leaves them as they are.
 */
function createTables(dialect: SqlDialect): string[] {
  const { prefix } = dialect;
  const versions = `CREATE TABLE IF NOT EXISTS ${prefix}schema (version INTEGER PRIMARY KEY)`;
  const generation = `INSERT INTO ${prefix}schema (version) VALUES (${GENERATION}) ON CONFLICT DO NOTHING`;
  const marks = MIGRATIONS.map(
    (migration) =>
      `INSERT INTO ${prefix}${CHANGES.table} (${CHANGES.column}) SELECT ${migration.version} WHERE EXISTS (${dialect.has_column(...lastColumn(migration))}) ON CONFLICT DO NOTHING`,
  );
  return [
    versions,
    changesTable(dialect),
    ...TABLES.map((text) => withPrefix(dialect, text)),
    generation,
    ...marks,
  ];
}

/** The statements of one migration. The last one marks it. */
function addMigration(dialect: SqlDialect, { version, columns, statements }: Migration): string[] {
  const { prefix, add_column } = dialect;
  const altered = columns.map(
    ({ table, name, type }) => `ALTER TABLE ${prefix}${table} ${add_column} ${name} ${type}`,
  );
  const mark = `INSERT INTO ${prefix}${CHANGES.table} (${CHANGES.column}) VALUES (${version}) ON CONFLICT DO NOTHING`;
  return [
    changesTable(dialect),
    ...altered,
    ...statements.map((text) => withPrefix(dialect, text)),
    mark,
  ];
}

function lastColumn({ columns }: Migration): [string, string] {
  const { table = "", name = "" } = columns.at(-1) ?? {};
  return [table, name];
}

function changesTable({ prefix }: SqlDialect): string {
  return `CREATE TABLE IF NOT EXISTS ${prefix}${CHANGES.table} (${CHANGES.column} INTEGER PRIMARY KEY)`;
}

/**
 * Puts the prefixes into a statement of the schema, without its indentation: it is also printed.
 */
function withPrefix({ prefix, index_prefix }: SqlDialect, text: string): string {
  return text
    .replaceAll("{prefix}", prefix)
    .replaceAll("{index}", index_prefix)
    .replace(/^ {2}/gm, "");
}

/**
 * Reads the version of the tables, 0 if there are none. It only reads, so that a database user who
 * may not create tables can use those that are there.
 */
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

/**
 * Lets one migration run at a time. Even CREATE TABLE IF NOT EXISTS fails where two run at once.
 */
function lockMigrations({ locks }: SqlDialect): Statement[] {
  return locks === null ? [] : [write(locks.schema)];
}
