import type { Storage } from "../core/storage.ts";
import { PaymentError } from "../errors.ts";
import { d1Migrations } from "../storage/d1.ts";
import { postgresMigrations, postgresStorage } from "../storage/postgres.ts";
import { sqliteMigrations, sqliteStorage } from "../storage/sqlite.ts";
import { shownAddress } from "./address.ts";
import { fileTrouble } from "./file-errors.ts";
import {
  type DialectName,
  type MigrateFlags,
  readMigrateFlags,
  type TableOptions,
} from "./migrate-flags.ts";
import { UsageError } from "./usage-error.ts";

/** What `migrate --help` prints. */
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

/** Others may be migrating the same database: a command can wait longer than a request. */
const BUSY_MS = 30_000;

const PRINTED: Readonly<
  Record<DialectName, (tables: TableOptions & { from?: number }) => string[]>
> = {
  sqlite: sqliteMigrations,
  postgres: postgresMigrations,
  d1: d1Migrations,
};

/** `payment-server migrate`: see its `usage`. */
export async function migrate(
  args: readonly string[],
  print: (text: string) => void,
): Promise<number> {
  print(await answer(readMigrateFlags(args)));
  return 0;
}

async function answer(asked: MigrateFlags): Promise<string> {
  const { tables } = asked;
  if (asked.kind === "help") return usage;
  if (asked.kind === "print")
    return script(
      understood(() =>
        PRINTED[asked.dialect]({
          ...tables,
          ...(asked.from === undefined ? {} : { from: asked.from }),
        }),
      ),
      asked.from,
    );
  const { schema, table_prefix = "topup_" } = tables;
  const names = `${schema === undefined ? "" : `${schema}.`}${table_prefix}*`;
  if (asked.kind === "sqlite") {
    const { file } = asked;
    const storage = understood(() => sqliteStorage(file, { ...tables, busy_ms: BUSY_MS }));
    return await bring(storage, names, file, () => fileTrouble(file));
  }
  const address = shownAddress(asked.url, asked.named);
  const storage = understood(() =>
    postgresStorage(asked.url, { ...tables, busy_ms: BUSY_MS, max_connections: 1 }),
  );
  return await bring(
    storage,
    names,
    asked.named === "DATABASE_URL" ? `${address} (DATABASE_URL)` : address,
    () => null,
  );
}

/** Says what is now true; `trouble` may know more than the storage why it is not. */
async function bring(
  storage: Storage,
  names: string,
  where: string,
  trouble: () => string | null,
): Promise<string> {
  try {
    const { version, made } = await storage.migrate();
    return made
      ? `Made the tables ${names}, version ${version}, in ${where}.`
      : `The tables ${names}, version ${version}, are already in ${where}.`;
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    const seen = error.code === "storage_unavailable" ? trouble() : null;
    throw new PaymentError(error.code, seen ?? `${where}: ${error.message}`, { cause: error });
  } finally {
    await storage.close();
  }
}

/** A prefix or a schema that cannot be used is a flag that cannot be used. */
function understood<Result>(use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    throw new UsageError(
      error.message.replace("`table_prefix`", "--table-prefix").replace("`schema`", "--schema"),
    );
  }
}

function script(statements: readonly string[], from: number | undefined): string {
  const head =
    from === undefined
      ? "-- The tables of @x/payment-server. May be run again."
      : `-- Brings the tables of @x/payment-server along from version ${from}. Runs once.`;
  return [head, ...statements.map((statement) => `${statement};`)].join("\n");
}
