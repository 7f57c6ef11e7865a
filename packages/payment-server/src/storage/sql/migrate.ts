import type { Migrated } from "../../core/storage-records.ts";
import { PaymentError } from "../../errors.ts";
import { read, write, type SqlDialect, type SqlDriver, type Statement } from "./driver.ts";
import { addMigration, CHANGES, createTables, GENERATION, NEWEST } from "./migration-sql.ts";
import { MIGRATIONS } from "./schema.ts";

const NOT_READ_BACK =
  "The tables were created, and are not there when they are read: use the address of the primary, and no pool or proxy that reads from a replica.";

const UNREADABLE_NUMBERS =
  "The database client does not return numbers as numbers: create the pool of `pg` without `binary`, and let a pool of your own pass `types` of each query on.";

/** Tables that an application may have too, each with a column by which ours is recognized. */
const NAMES: readonly (readonly [table: string, column: string])[] = [
  [CHANGES.table, CHANGES.column],
  ["payments", "write_id"],
  ["credits", "fence"],
  ["events", "sync_status"],
];

/**
 * Creates the tables, or upgrades them to the newest version. Writes nothing if the tables already
 * have the newest or a later version. Many processes may call this function at once. Besides the
 * errors of the driver, throws `configuration` if the tables are of a later generation, or if the
 * application has a table of its own that is named like one of ours. Also throws `configuration` if
 * the database client does not return numbers as numbers. Throws `storage_unavailable` if what was
 * created is not there afterwards.
 */
export async function migrate(driver: SqlDriver, dialect: SqlDialect): Promise<Migrated> {
  let made = false;
  for (let before = -1; ;) {
    const version = await readVersion(driver, dialect);
    if (version >= NEWEST) return { version, made };
    if (version <= before) throw new PaymentError("storage_unavailable", NOT_READ_BACK);
    before = version;
    const advanced = await advance(driver, dialect, version);
    made ||= advanced;
  }
}

/**
 * Returns a function that runs the migration. Once a call has succeeded, later calls do nothing.
 * Concurrent first calls each run the migration. They do not share a promise, because in a Worker a
 * promise may never settle if the request that has created it was canceled.
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
 * Creates the tables, or upgrades them by one version. Returns true if the tables now have the
 * newest version and this call has recorded that version. The last statement inserts the version,
 * and returns a row only if the version was not recorded before.
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
    return rows.length > 0 && (version === 0 || migration.version === NEWEST);
  } catch (error) {
    // If the version has increased, the tables were migrated despite the error, usually by another
    // process. The error is then ignored. For example, SQLite refuses to add a column that another
    // process has already added. Or another process with an older version of the package has
    // created tables that lack columns which our indexes need.
    if ((await readVersion(driver, dialect)) > version) return false;
    throw error;
  }
}

/**
 * Returns the version of the tables, or 0 if there are none. Throws `configuration` as `migrate`
 * does. The function only reads, so that a database user who may not create tables can use tables
 * that already exist.
 */
async function readVersion(
  driver: SqlDriver,
  { has_table, has_column, prefix }: SqlDialect,
): Promise<number> {
  const { table, column } = CHANGES;
  // All flags are read by one statement, since another process may create the tables meanwhile.
  const flags = [
    `${flag(`EXISTS (${has_table("schema")})`)} AS schema_found`,
    `${flag(`EXISTS (${has_column(table, column)})`)} AS changes_found`,
    ...NAMES.map(([name, ours]) => {
      const foreign = `EXISTS (${has_table(name)}) AND NOT EXISTS (${has_column(name, ours)})`;
      return `${flag(foreign)} AS foreign_${name}`;
    }),
  ];
  const [found = []] = await driver.batch([read(`SELECT ${flags.join(", ")}`)]);
  if (!found.every((value) => value === 0 || value === 1))
    throw new PaymentError("configuration", UNREADABLE_NUMBERS);
  const [schema_found, changes_found, ...foreign_found] = found;
  const [foreign] = NAMES[foreign_found.indexOf(1)] ?? [];
  if (foreign !== undefined) {
    throw new PaymentError(
      "configuration",
      `The database has a table ${prefix}${foreign} that is not of @x/payment-server. Give the payments another \`table_prefix\`.`,
    );
  }
  if (schema_found !== 1) return 0;
  const added = changes_found === 1 ? `(SELECT MAX(${column}) FROM ${prefix}${table})` : "NULL";
  const [row = []] = await driver.batch([
    read(`SELECT MAX(version) AS generation, ${added} AS added FROM ${prefix}schema`),
  ]);
  const generation = Number(row[0] ?? 0);
  if (generation > GENERATION) {
    throw new PaymentError(
      "configuration",
      `The database has schema version ${generation}; this version of @x/payment-server knows ${GENERATION}. Upgrade the package.`,
    );
  }
  return Math.max(generation, Number(row[1] ?? 0));
}

/**
 * Returns the SQL expression that is 1 if the condition holds, and otherwise 0. The expression is a
 * BIGINT, the type of our amounts, so that its value shows whether the client returns BIGINTs as
 * numbers.
 */
function flag(condition: string): string {
  return `CAST(CASE WHEN ${condition} THEN 1 ELSE 0 END AS BIGINT)`;
}

/**
 * Returns the statement that locks migrations, or none in SQLite. In PostgreSQL, even CREATE TABLE
 * IF NOT EXISTS may fail if two processes run it at once.
 */
function lockMigrations({ locks }: SqlDialect): Statement[] {
  return locks === null ? [] : [write(locks.schema)];
}
