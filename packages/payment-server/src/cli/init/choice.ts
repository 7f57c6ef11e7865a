/** Chooses the framework, and the ORM or database, for which `init` writes files. */
import { UsageError } from "../usage-error.ts";

/** The frameworks for which there are templates. */
export const FRAMEWORKS = ["next", "hono", "express", "bun", "sveltekit"] as const;
/**
 * The ORMs and databases for which there are templates. The templates of `postgres` and `sqlite`
 * contain plain SQL.
 */
export const DATABASES = ["drizzle", "kysely", "prisma", "postgres", "sqlite"] as const;

export type Framework = (typeof FRAMEWORKS)[number];
export type Database = (typeof DATABASES)[number];

export interface Choice {
  framework: Framework;
  database: Database;
}

/**
 * The flags that select a framework and a database. Without a flag, the packages of the project
 * decide.
 */
export interface ChoiceFlags {
  framework?: string | undefined;
  database?: string | undefined;
}

/**
 * The packages that show which framework a project uses. The first of these packages that the
 * project has decides.
 */
const FRAMEWORK_PACKAGES: readonly [name: string, framework: Framework][] = [
  ["next", "next"],
  ["@sveltejs/kit", "sveltekit"],
  ["express", "express"],
  ["hono", "hono"],
  ["@types/bun", "bun"],
  ["bun-types", "bun"],
];

const DATABASE_PACKAGES: readonly [name: string, database: Database][] = [
  ["drizzle-orm", "drizzle"],
  ["kysely", "kysely"],
  ["@prisma/client", "prisma"],
  ["pg", "postgres"],
];

/**
 * Returns the framework and the database that the flags select. If a flag is missing, the packages
 * of the project decide. If they contain no known database package, SQLite is chosen. If a flag has
 * an unknown value, or if neither a flag nor a package names a framework, throws a `UsageError`
 * that lists what can be chosen.
 */
export function choose(flags: ChoiceFlags, packages: ReadonlySet<string>): Choice {
  const framework = flags.framework ?? found(FRAMEWORK_PACKAGES, packages);
  const database = flags.database ?? found(DATABASE_PACKAGES, packages) ?? "sqlite";
  return {
    framework: oneOf(FRAMEWORKS, framework, "--framework"),
    database: oneOf(DATABASES, database, "--database"),
  };
}

function found<Value>(
  known: readonly (readonly [string, Value])[],
  packages: ReadonlySet<string>,
): Value | undefined {
  return known.find(([name]) => packages.has(name))?.[1];
}

function oneOf<Value extends string>(
  values: readonly Value[],
  given: string | undefined,
  flag: string,
): Value {
  const value = values.find((known) => known === given);
  if (value !== undefined) return value;
  const list = `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
  throw new UsageError(
    given === undefined
      ? `This project's package.json names no known framework: give ${flag} ${list}.`
      : `${flag} ${JSON.stringify(given)} is unknown: give ${list}.`,
  );
}
