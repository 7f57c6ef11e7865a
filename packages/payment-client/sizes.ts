// Measures what a page loads, compressed as `gzip -9` does: `node sizes.ts` prints it, and a test
// compares it with the limits.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Options } from "tsup";
import { cdn } from "./tsup.config.ts";

/** The size of one build. */
export interface Size {
  name: string;
  /** The compressed size in bytes. */
  size: number;
  /** The limit in bytes, or `null` if the size is only printed for comparison. */
  limit: number | null;
}

const here = fileURLToPath(new URL(".", import.meta.url));
const DEPENDENCIES = ["ky", "lit", "lit/*", "nanostores"];
/** Imports what this package uses of its dependencies. No build of the package can be smaller. */
const FLOOR =
  'export { LitElement, css, html, nothing } from "lit"; export { atom } from "nanostores"; export { default } from "ky"; export { keyed } from "lit/directives/keyed.js";';

/** Builds each entry as the CDN file is built, and returns the sizes. */
export async function measure(): Promise<Size[]> {
  const folder = mkdtempSync(join(tmpdir(), "sizes-"));
  // The file lies beside the sources, so that it finds the same dependencies.
  const floor = `${here}.floor-${process.pid}.js`;
  writeFileSync(floor, FLOOR);
  const measureEntry = async (entry: string, options: Options = {}): Promise<number> => {
    const esbuildOptions: Options["esbuildOptions"] = (settings, context) => {
      cdn.esbuildOptions?.(settings, context);
      // Otherwise the names of chunks, and so a few bytes, depend on the current folder.
      settings.absWorkingDir = here;
    };
    await build({
      ...cdn,
      config: false,
      silent: true,
      entry: { entry },
      outDir: folder,
      esbuildOptions,
      ...options,
    });
    return gzipSync(readFileSync(join(folder, "entry.js")), { level: 9 }).length;
  };
  try {
    return [
      {
        name: "CDN file, everything inside",
        size: await measureEntry(`${here}src/define.ts`),
        limit: 21_504,
      },
      {
        name: "headless entry, everything inside",
        size: await measureEntry(`${here}src/index.ts`),
        limit: 12_288,
      },
      {
        name: "own code, dependencies outside",
        size: await measureEntry(`${here}src/define.ts`, {
          noExternal: [],
          external: DEPENDENCIES,
        }),
        limit: 6_656,
      },
      {
        name: "packs, more than the button's CDN file",
        size:
          (await measureEntry(`${here}src/packs/define.ts`)) -
          (await measureEntry(`${here}src/define.ts`)),
        limit: 8_192,
      },
      {
        name: "loaded after the first rendering",
        size: await measureEntry(`${here}src/feedback.ts`),
        limit: 3_072,
      },
      {
        name: "desk, everything inside",
        size: await measureEntry(`${here}src/desk/define.ts`, { splitting: false }),
        limit: null,
      },
      { name: "floor: the dependencies alone", size: await measureEntry(floor), limit: null },
    ];
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(floor);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, size, limit } of await measure()) {
    console.log(
      `${name.padEnd(36)}${size.toLocaleString("en").padStart(8)} bytes${limit === null ? "" : ` of ${limit.toLocaleString("en")}`}`,
    );
  }
}
