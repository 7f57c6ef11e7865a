/**
 * Bundles a program that a test starts and kills many times. Most of what such a process costs is
 * to find and compile the modules of its libraries: of the host on Drizzle 1.3 seconds, bundled 0.1.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** What is not JavaScript, belongs to a runtime, or is imported only where it is installed. */
const EXTERNAL = ["better-sqlite3", "pg-native", "bun:*", "cloudflare:*"];

/**
 * Bundles the module at `entry` and returns the path of the result. It lies below the folder of the
 * module, so that what is not bundled is found.
 */
export async function bundle(entry: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    outdir: fileURLToPath(new URL("node_modules/.cache/bundles", entry)),
    // Each name tells the content, so that concurrent test files do not write different files.
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
