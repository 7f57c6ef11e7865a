/** Names the packages of npm that the written files need. */
import type { Choice, Database, Framework } from "./choice.ts";

/** Packages by the part of a package.json that they belong to. */
export interface Packages {
  dependencies: string[];
  /** The packages that are needed for types and commands only. */
  dev_dependencies: string[];
}

/**
 * The packages for the routes of each framework. The routes of Next and Bun import only the written
 * files.
 */
const FRAMEWORKS: Readonly<Record<Framework, Packages>> = {
  next: { dependencies: [], dev_dependencies: ["@types/node"] },
  hono: { dependencies: ["hono"], dev_dependencies: ["@types/node"] },
  express: {
    dependencies: ["@hono/node-server", "express"],
    dev_dependencies: ["@types/node", "@types/express"],
  },
  bun: { dependencies: [], dev_dependencies: ["@types/bun"] },
  sveltekit: { dependencies: [], dev_dependencies: ["@types/node", "@sveltejs/kit"] },
};

const PG: Packages = { dependencies: ["pg"], dev_dependencies: ["@types/pg"] };

/** The packages for the files of each database. SQLite is a part of the runtime. */
const DATABASES: Readonly<Record<Database, Packages>> = {
  drizzle: { ...PG, dependencies: ["pg", "drizzle-orm"] },
  kysely: { ...PG, dependencies: ["pg", "kysely"] },
  // The command `prisma generate` writes the client that the files import.
  prisma: {
    dependencies: ["pg", "@prisma/client", "@prisma/adapter-pg"],
    dev_dependencies: ["@types/pg", "prisma"],
  },
  postgres: PG,
  sqlite: { dependencies: [], dev_dependencies: [] },
};

/** Returns every package that the written files import, or whose types or command they need. */
export function neededPackages({ framework, database }: Choice): Packages {
  const parts = [FRAMEWORKS[framework], DATABASES[database]];
  return {
    dependencies: ["@x/payment-server", ...parts.flatMap(({ dependencies }) => dependencies)],
    dev_dependencies: parts.flatMap(({ dev_dependencies }) => dev_dependencies),
  };
}

/** Returns the needed packages that the project does not have. */
export function missingPackages(choice: Choice, present: ReadonlySet<string>): Packages {
  const { dependencies, dev_dependencies } = neededPackages(choice);
  const isMissing = (name: string): boolean =>
    // `@types/bun` does nothing but install `bun-types`.
    !present.has(name) && !(name === "@types/bun" && present.has("bun-types"));
  return {
    dependencies: dependencies.filter(isMissing),
    dev_dependencies: dev_dependencies.filter(isMissing),
  };
}
