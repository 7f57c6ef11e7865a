import { PaymentError } from "../../errors.ts";
import type { SqlDialect } from "./driver.ts";
import { MIGRATIONS, TABLES, type Migration } from "./schema.ts";

/**
 * The generation of the tables, which is stored in the table `schema`. A process refuses tables of
 * a later generation. Migrations are recorded in another table. They only add to the tables, so
 * that processes of an older version can use migrated tables.
 */
export const GENERATION = 1;

/**
 * The table that records migrations, and its column. A more usual name, such as `migrations`, could
 * collide with a table of the application: with the prefix `shop_` it would be `shop_migrations`.
 */
export const CHANGES: { readonly table: string; readonly column: string } = {
  table: "schema_changes",
  column: "tables_version",
};

/** The version of the tables that this version of the package creates. */
export const NEWEST: number = MIGRATIONS.at(-1)?.version ?? GENERATION;

/**
 * Returns the SQL statements that create or upgrade the tables, for hosts that do not use
 * `migrate`. Without `from` they create tables of the newest version, and may be run again on such
 * tables. On older tables they fail and record no migration, even if the client continues after an
 * error. With `from` they upgrade tables of that version, and may be run again only in PostgreSQL.
 * Throws `configuration` if there is no such version.
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
 * Returns the statements that create tables of the newest version and record the migrations, the
 * newest one last. A migration is recorded only if the last column that it adds exists. CREATE
 * TABLE IF NOT EXISTS adds no column to older tables, so the migrations that they lack are not
 * recorded.
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

/** Returns the statements of one migration. The last one records it. */
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
 * Inserts the prefixes into a statement of the schema, and removes its indentation for printing.
 */
function withPrefix({ prefix, index_prefix }: SqlDialect, text: string): string {
  return text
    .replaceAll("{prefix}", prefix)
    .replaceAll("{index}", index_prefix)
    .replace(/^ {2}/gm, "");
}
