import type { Storage } from "../core/storage.ts";
import { PaymentError } from "../errors.ts";
import { d1Migrations } from "../storage/d1.ts";
import { postgresMigrations, postgresStorage } from "../storage/postgres.ts";
import { sqliteMigrations, sqliteStorage } from "../storage/sqlite.ts";
import { printableAddress } from "./address.ts";
import { fileError } from "./file-errors.ts";
import {
  type DialectName,
  type MigrateFlags,
  readMigrateFlags,
  type TableOptions,
} from "./migrate-flags.ts";
import { UsageError } from "./usage-error.ts";

/** The text of `migrate --help`. */
const usage = `
Makes the tables of @x/payment-server, or brings them to its version. May be run again, and by many at once.

  payment-server migrate --sqlite <file>
  payment-server migrate [--postgres <url>] [--schema <name>]
  payment-server migrate --print <sqlite|postgres|d1> [--from <version>]

      --sqlite <file>          made if it is not there
      --postgres <url>         default DATABASE_URL of the environment
      --schema <name>          of PostgreSQL; it must exist, default the user's search_path
      --table-prefix <prefix>  before every table's name, default topup_
      --print <dialect>        prints the SQL and touches no database; --table-prefix and --schema hold here too
      --from <version>         prints only what brings tables of that version along, to be run once
  -h, --help
`;

/**
 * How long to wait, in milliseconds, while other processes lock the tables or the database. The
 * wait can be long, because no request depends on this command.
 */
const BUSY_MS = 30_000;

/** For each dialect, the function that returns the SQL statements of its migrations. */
const MIGRATIONS: Readonly<
  Record<DialectName, (tables: TableOptions & { from?: number }) => string[]>
> = {
  sqlite: sqliteMigrations,
  postgres: postgresMigrations,
  d1: d1Migrations,
};

/**
 * Runs `payment-server migrate`, which creates or upgrades the tables, or prints their SQL, and
 * returns exit code 0.
 */
export async function migrate(
  args: readonly string[],
  print: (text: string) => void,
): Promise<number> {
  print(await run(readMigrateFlags(args)));
  return 0;
}

/** Carries out what the flags select, and returns the text to print. */
async function run(flags: MigrateFlags): Promise<string> {
  const { tables } = flags;
  if (flags.kind === "help") return usage;
  if (flags.kind === "print")
    return script(
      withFlagNames(() =>
        MIGRATIONS[flags.dialect]({
          ...tables,
          ...(flags.from === undefined ? {} : { from: flags.from }),
        }),
      ),
      flags.from,
    );
  const { schema, table_prefix = "topup_" } = tables;
  const names = `${schema === undefined ? "" : `${schema}.`}${table_prefix}*`;
  if (flags.kind === "sqlite") {
    const { file } = flags;
    const storage = withFlagNames(() => sqliteStorage(file, { ...tables, busy_ms: BUSY_MS }));
    return await migrateTables(storage, names, file, () => fileError(file));
  }
  const address = printableAddress(flags.url, flags.source);
  const storage = withFlagNames(() =>
    postgresStorage(flags.url, { ...tables, busy_ms: BUSY_MS, max_connections: 1 }),
  );
  return await migrateTables(
    storage,
    names,
    flags.source === "DATABASE_URL" ? `${address} (DATABASE_URL)` : address,
    () => null,
  );
}

/**
 * Migrates the tables, closes the storage and returns a sentence with the version of the tables.
 * `explainFailure` returns why the database cannot be used, or `null` if no cause is found. Throws
 * a `PaymentError` whose message is this cause. If there is no cause, the message names the
 * database and repeats the storage's message.
 */
async function migrateTables(
  storage: Storage,
  names: string,
  where: string,
  explainFailure: () => string | null,
): Promise<string> {
  try {
    const { version, made } = await storage.migrate();
    return made
      ? `Made the tables ${names}, version ${version}, in ${where}.`
      : `The tables ${names}, version ${version}, are already in ${where}.`;
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    const explained = error.code === "storage_unavailable" ? explainFailure() : null;
    throw new PaymentError(error.code, explained ?? `${where}: ${error.message}`, { cause: error });
  } finally {
    await storage.close();
  }
}

/**
 * Calls `use`. If the storage refuses an option, throws a `UsageError` that names the flags
 * `--table-prefix` and `--schema` in place of the storage's options.
 */
function withFlagNames<Result>(use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    throw new UsageError(
      error.message.replace("`table_prefix`", "--table-prefix").replace("`schema`", "--schema"),
    );
  }
}

/** Joins statements into a script that psql and sqlite3 can run. */
function script(statements: readonly string[], from: number | undefined): string {
  const head =
    from === undefined
      ? "-- The tables of @x/payment-server. May be run again."
      : `-- Brings the tables of @x/payment-server along from version ${from}. Runs once.`;
  return [head, ...statements.map((statement) => `${statement};`)].join("\n");
}
