import { PaymentError } from "../../errors.ts";
import type { SqlDialect } from "./driver.ts";
import { MIGRATIONS, TABLES, type Migration } from "./schema.ts";

/**
 * The generation of the tables, which the table `schema` holds. A process refuses tables of a later
 * generation. Migrations only add, so they are marked in a table of their own, and processes of an
 * older version keep working on migrated tables.
 */
export const GENERATION = 1;

/**
 * The table that marks migrations. Its names are unusual on purpose: with a prefix such as `shop_`,
 * a table `shop_migrations` may belong to the application.
 */
export const CHANGES: { readonly table: string; readonly column: string } = {
  table: "schema_changes",
  column: "tables_version",
};

/** The version of the tables that this version of the package makes. */
export const NEWEST: number = MIGRATIONS.at(-1)?.version ?? GENERATION;

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
 * The statements that make the tables of the newest version and mark its migrations, the newest one
 * last. A migration is marked only if its column is there: tables of an older version lack it,
 * since CREATE TABLE IF NOT EXISTS leaves them as they are.
 */
export function createTables(dialect: SqlDialect): string[] {
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
export function addMigration(
  dialect: SqlDialect,
  { version, columns, statements }: Migration,
): string[] {
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
