/**
 * Measures what a server that receives deliveries loads: `node sizes.ts` prints it, and a test
 * compares it with the limit.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "tsup";
import config from "./tsup.config.ts";

/** A server with the webhook's handler, on SQLite and Dodo, as a bundler sees it. */
const SERVER = `
import { PaymentService, dodoPaymentProvider } from "./src/index.ts";
import { sqliteStorage } from "./src/storage/sqlite.ts";
export const createWebhook = (host) =>
  new PaymentService({ ...host, providers: [dodoPaymentProvider()], storage: sqliteStorage("payments.sqlite") }).handlers.webhook;`;

/** The largest compressed size in bytes. */
export const LIMIT = 58_880;

/** The part of the bundler's report that is read. */
interface Metafile {
  outputs: Record<
    string,
    { entryPoint?: string; imports: { path: string; kind: string; external?: boolean }[] }
  >;
}

/**
 * Bundles and minifies the server, and returns the compressed size of the files that are loaded
 * before the first delivery. Files that are loaded later, and Dodo's SDK among them, do not count.
 */
export async function measureWebhook(): Promise<number> {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "sizes-"));
  // The file lies beside the sources, so that it finds the same dependencies.
  const entry = join(here, `.server-${process.pid}.ts`);
  writeFileSync(entry, SERVER);
  try {
    await build({
      ...config,
      config: false,
      silent: true,
      dts: false,
      clean: false,
      minify: true,
      metafile: true,
      entry: { server: entry },
      outDir: folder,
      noExternal: ["standardwebhooks", "dodopayments"],
      esbuildOptions(options, context) {
        config.esbuildOptions?.(options, context);
        // Otherwise the names of chunks, and so a few bytes, depend on the current folder.
        options.absWorkingDir = here;
      },
    });
    const report = JSON.parse(readFileSync(join(folder, "metafile-esm.json"), "utf8")) as Metafile;
    const files = [...loadedFirst(report)].map((path) =>
      readFileSync(join(folder, basename(path))),
    );
    return gzipSync(Buffer.concat(files), { level: 9 }).length;
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(entry);
  }
}

/** Returns the entry and the files that it imports, directly or not, when it is loaded. */
function loadedFirst({ outputs }: Metafile): Set<string> {
  const first = Object.keys(outputs).filter((path) => basename(path) === "server.js");
  const loaded = new Set(first);
  for (const path of loaded)
    for (const { path: imported, kind, external } of outputs[path]?.imports ?? [])
      if (kind === "import-statement" && external !== true) loaded.add(imported);
  return loaded;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(
    `${(await measureWebhook()).toLocaleString("en")} bytes of ${LIMIT.toLocaleString("en")}`,
  );
