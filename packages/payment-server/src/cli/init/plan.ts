/**
 * Decides which files `init` writes, where, and with which text. This module reads and writes no
 * files.
 */
import type { Choice, Database, Framework } from "./choice.ts";

/** How a project is laid out. */
export interface Layout {
  /** Whether the sources are below `src`. */
  has_src: boolean;
  /** The ending of a relative import in the project's TypeScript. */
  ending: ImportEnding;
}

/**
 * `.ts` if the project may import TypeScript files by their names, `.js` for Node's module
 * resolution, none for a bundler.
 */
export type ImportEnding = ".ts" | ".js" | "";

/** A file to be written. */
export interface PlannedFile {
  /** The path in the project, with `/` between the folders. */
  path: string;
  /** The path of the template, below `templates`. */
  template: string;
  /** The path from this file to the folder of the payments, for the imports of this file. */
  payments: string;
}

/** The files in the folder of the payments whose templates are the same for every database. */
const ANY = ["payment.ts", "topups.ts", "session.ts", "tables.sql"];
const PER_DATABASE = ["host.ts", "shop.ts", "host.test.mjs"];

/**
 * The templates of the routes for frameworks whose routes are files, and the address of each route.
 */
const ROUTES: Readonly<Record<string, string>> = {
  "payment-route.ts": "v1/payment/[...route]",
  "topups-route.ts": "topups",
  "balance-route.ts": "balance",
};

/** Returns the files for a project, in the order in which a person reads them. */
export function planFiles({ framework, database }: Choice, layout: Layout): PlannedFile[] {
  const folder = paymentsFolder(framework, layout);
  const inside = (name: string, template: string): PlannedFile => ({
    path: `${folder}/${name}`,
    template,
    payments: ".",
  });
  return [
    ...ANY.map((name) => inside(name, `any/${name}`)),
    ...PER_DATABASE.map((name) =>
      inside(name, `database/${templatesOf(database, framework)}/${name}`),
    ),
    ...routeFiles(framework, layout, folder),
  ];
}

/** Returns the text of a file: its template with the imports and the commands of the project. */
export function textOf(
  template: string,
  { path, payments }: PlannedFile,
  { framework }: Choice,
  { ending }: Layout,
): string {
  const folder = path.slice(0, path.lastIndexOf("/"));
  // The runtime runs a test file without a bundler, so its imports keep their file extensions.
  if (path.endsWith(".mjs")) {
    const runner = framework === "bun" ? ["bun:test", "bun test"] : ["node:test", "node --test"];
    return template
      .replace(/from "(?:node|bun):test"/, `from "${runner[0]}"`)
      .replace(/(?:node --test|bun test) payments\//, `${runner[1]} ${folder}/`);
  }
  return template.replace(/from "\.\/([\w-]+)\.ts"/g, `from "${payments}/$1${ending}"`);
}

/**
 * Returns how relative imports end in a project with this tsconfig.json, or without one (`null`).
 */
export function importEnding(tsconfig: string | null): ImportEnding {
  if (tsconfig === null) return ".ts";
  // A string may contain what begins a comment, such as the path `@/*`, so strings are kept whole.
  const text = tsconfig.replace(/("(?:\\.|[^"\\])*")|\/\/.*|\/\*[\s\S]*?\*\//g, "$1");
  if (/"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(text))
    return ".ts";
  return /"module(?:Resolution)?"\s*:\s*"node(?:next|1[68]|20)"/i.test(text) ? ".js" : "";
}

function paymentsFolder(framework: Framework, { has_src }: Layout): string {
  if (framework === "sveltekit") return "src/lib/server/payments";
  return has_src ? "src/payments" : "payments";
}

/**
 * Returns the name of the folder with the templates of a database. Bun and Node have different
 * SQLite modules, so there are two folders for SQLite.
 */
function templatesOf(database: Database, framework: Framework): string {
  return database === "sqlite" && framework === "bun" ? "bun-sqlite" : database;
}

function routeFiles(framework: Framework, { has_src }: Layout, folder: string): PlannedFile[] {
  if (framework !== "next" && framework !== "sveltekit")
    return [
      { path: `${folder}/routes.ts`, template: `framework/${framework}/routes.ts`, payments: "." },
    ];
  const [root, file] =
    framework === "next" ? [has_src ? "src/app" : "app", "route.ts"] : ["src/routes", "+server.ts"];
  return Object.entries(ROUTES).map(([template, address]) => {
    const path = `${root}/${address}/${file}`;
    return {
      path,
      template: `framework/${framework}/${template}`,
      // The import does not use `$lib`, because SvelteKit 3 has removed it.
      payments: relativeTo(path, folder),
    };
  });
}

/** Returns the path from the folder of a file to another folder of the project. */
function relativeTo(file: string, folder: string): string {
  const from = file.split("/").slice(0, -1);
  const to = folder.split("/");
  const shared = to.findIndex((part, at) => part !== from[at]);
  const common = shared === -1 ? to.length : shared;
  return [...from.slice(common).map(() => ".."), ...to.slice(common)].join("/");
}
