// Runs the Worker on this machine as its wrangler.jsonc describes it, bundled as by wrangler, in
// workerd by miniflare.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { convertV4MiniflareOptions, kCurrentWorker, Miniflare } from "miniflare";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Wrangler {
  main: string;
  compatibility_date: string;
  compatibility_flags: string[];
  d1_databases: { binding: string }[];
  triggers: { crons: string[] };
}

/**
 * The configuration that is deployed. Its comments can be removed by a pattern, since no text in it
 * looks like one.
 */
export const wrangler: Wrangler = JSON.parse(
  readFileSync(path("wrangler.jsonc"), "utf8").replaceAll(/^\s*\/\/.*$/gm, ""),
);

export interface Bundle {
  code: string;
  /** The modules that the bundle still imports at run time. */
  imports: string[];
}

export async function bundle(entry: string): Promise<Bundle> {
  const built = await build({
    entryPoints: [path(entry)],
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    metafile: true,
    write: false,
    logLevel: "error",
  });
  return { code: built.outputFiles[0]?.text ?? "", imports: importsOf(built.metafile) };
}

export interface Running {
  /** The port; default a free one. */
  port?: number;
  /** Variables and secrets, instead of those in wrangler.jsonc. */
  variables?: Readonly<Record<string, string>>;
  /** The folder of D1's data; without it, the data is lost when the Worker stops. */
  folder?: string;
  /** Names of the D1 databases; default those of wrangler.jsonc. */
  databases?: string[];
}

/**
 * Starts the Worker and waits until it listens. Throws with what it printed if it cannot be
 * started.
 */
export async function startWorker(
  { code }: Bundle,
  { port = 0, variables = {}, folder, databases }: Running = {},
): Promise<Miniflare> {
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: code,
      compatibilityDate: wrangler.compatibility_date,
      compatibilityFlags: wrangler.compatibility_flags,
      bindings: variables,
      d1Databases: databases ?? wrangler.d1_databases.map(({ binding }) => binding),
      serviceBindings: { SELF: kCurrentWorker },
      ...(folder === undefined ? {} : { resourcePersistencePath: folder }),
      host: "127.0.0.1",
      port,
      cf: false,
    }),
  );
  await worker.ready;
  return worker;
}

/** Applies the migrations, as `wrangler d1 migrations apply` does. */
export async function migrate(worker: Miniflare): Promise<void> {
  const database = await worker.getD1Database(wrangler.d1_databases[0]?.binding ?? "");
  const sql = readFileSync(path("migrations/0001_shop.sql"), "utf8").replaceAll(/--.*$/gm, "");
  await database.batch(
    sql
      .split(";")
      .filter((text) => text.trim() !== "")
      .map((text) => database.prepare(text)),
  );
}

function importsOf({ outputs }: Metafile): string[] {
  return Object.values(outputs).flatMap(({ imports }) => imports.map((imported) => imported.path));
}
