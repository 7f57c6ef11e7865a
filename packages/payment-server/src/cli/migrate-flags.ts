import { parseArgs, type ParseArgsConfig } from "node:util";
import { readEnvironment } from "../environment.ts";
import { UsageError } from "./usage-error.ts";

/** The SQL dialects that `--print` accepts. */
export type DialectName = "sqlite" | "postgres" | "d1";

/** The prefix of the table names, and the PostgreSQL schema that contains the tables. */
export interface TableOptions {
  table_prefix?: string;
  schema?: string;
}

/** The parsed flags of `migrate`. `source` is the flag or the variable that the URL came from. */
export type MigrateFlags = { tables: TableOptions } & (
  | { kind: "help" }
  /**
   * `from` is the version that the tables have now. If it is `undefined`, the SQL of all versions
   * is printed.
   */
  | { kind: "print"; dialect: DialectName; from: number | undefined }
  | { kind: "sqlite"; file: string }
  | { kind: "postgres"; url: string; source: "--postgres" | "DATABASE_URL" }
);

const DIALECTS: readonly DialectName[] = ["sqlite", "postgres", "d1"];

const flags = {
  sqlite: { type: "string" },
  postgres: { type: "string" },
  print: { type: "string" },
  schema: { type: "string" },
  "table-prefix": { type: "string" },
  from: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

/**
 * Reads the flags of `migrate`. If a database is needed and no flag names one, also reads
 * `DATABASE_URL`. Throws a `UsageError` if the flags are wrong or no database is named. The message
 * of the error says how to fix that.
 */
export function readMigrateFlags(args: readonly string[]): MigrateFlags {
  const {
    help,
    sqlite,
    postgres,
    print,
    schema,
    from,
    "table-prefix": table_prefix,
  } = readFlags(args);
  const tables = {
    ...(table_prefix === undefined ? {} : { table_prefix }),
    ...(schema === undefined ? {} : { schema }),
  };
  if (help === true) return { kind: "help", tables };
  if (print !== undefined && (sqlite ?? postgres) !== undefined)
    throw new UsageError("--print touches no database: leave --sqlite and --postgres out.");
  if (sqlite !== undefined && postgres !== undefined)
    throw new UsageError("--sqlite and --postgres are two databases: give one of them.");
  if (schema !== undefined && (sqlite ?? (print === "postgres" ? undefined : print)) !== undefined)
    throw new UsageError("--schema is for PostgreSQL alone: leave it out.");
  if (from !== undefined && print === undefined)
    throw new UsageError(
      "--from is for --print alone: without it the tables say which version they have.",
    );
  if (print !== undefined)
    return { kind: "print", dialect: dialectOf(print), from: versionOf(from), tables };
  if (sqlite !== undefined) return { kind: "sqlite", file: fileOf(sqlite), tables };
  if (postgres !== undefined)
    return { kind: "postgres", url: postgres, source: "--postgres", tables };
  const url = readEnvironment("DATABASE_URL") ?? "";
  if (url === "")
    throw new UsageError(
      "No database is named: give --sqlite <file> or --postgres <url>, or set DATABASE_URL.",
    );
  return { kind: "postgres", url, source: "DATABASE_URL", tables };
}

/** Parses the arguments. Throws a `UsageError` if they do not match `flags`. */
function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true }).values;
  } catch (error) {
    // Only the first sentence of Node's own message is kept. The rest is advice, mostly on
    // arguments that begin with a dash.
    const [sentence = ""] = (
      error instanceof Error ? error.message : "The flags cannot be read"
    ).split(/\.(?:\s|$)|\n/);
    throw new UsageError(`${sentence}: payment-server migrate --help lists the flags.`);
  }
}

function dialectOf(word: string): DialectName {
  const found = DIALECTS.find((dialect) => dialect === word);
  if (found === undefined) throw new UsageError("--print must be sqlite, postgres or d1.");
  return found;
}

function versionOf(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,3}$/.test(text))
    return text === undefined ? text : Number(text);
  throw new UsageError("--from needs the version that the tables have, such as 1.");
}

function fileOf(path: string): string {
  if (path === "" || path === ":memory:")
    throw new UsageError("--sqlite needs the path of a file, such as payments.sqlite.");
  return path;
}
