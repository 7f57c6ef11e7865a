/**
 * Bundles a program that a test starts and kills many times. Such a process spends most of its time
 * on finding and compiling the modules of its libraries: the host on Drizzle starts in 1.3 seconds,
 * and bundled in 0.13.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * The bundle imports these modules when it runs: a native module, an optional one, and those that
 * only Bun or Cloudflare has.
 */
const EXTERNAL = ["better-sqlite3", "pg-native", "bun:*", "cloudflare:*"];

/**
 * Bundles the module at `entry` and returns the path of the result. The result lies below the folder
 * of the module, so that Node finds the modules that are not bundled.
 */
export async function bundle(entry: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    outdir: fileURLToPath(new URL("node_modules/.cache/bundles", entry)),
    // Each name contains a hash of the content, so concurrent test files never write two different
    // files of one name.
    entryNames: "program-[hash]",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node22",
    external: EXTERNAL,
    // Libraries in CommonJS require modules of the runtime.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    // Another process that starts the same program never reads an incomplete file.
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
  const program = outputFiles.find(({ path }) => /program-\w+\.mjs$/.test(path));
  if (program === undefined) throw new Error(`nothing was bundled from ${entry.href}`);
  return program.path;
}
