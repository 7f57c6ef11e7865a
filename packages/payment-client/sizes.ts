// What a page loads, compressed as `gzip -9` does: `node sizes.ts` prints it, and a test holds it to its limits.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Options } from "tsup";
import { cdn } from "./tsup.config.ts";

export interface Size {
  name: string;
  /** Bytes. */
  size: number;
  /** `null`: printed for comparison only. */
  limit: number | null;
}

const here = fileURLToPath(new URL(".", import.meta.url));
const DEPENDENCIES = ["ky", "lit", "nanostores"];
/** What our code takes from its dependencies: no build of it can be smaller. */
const FLOOR =
  'export { LitElement, css, html, nothing } from "lit"; export { atom } from "nanostores"; export { default } from "ky";';

/** Builds each as the CDN file is built, and weighs it. */
export async function measure(): Promise<Size[]> {
  const folder = mkdtempSync(join(tmpdir(), "sizes-"));
  // Beside the sources, so that it finds the same dependencies.
  const floor = `${here}.floor-${process.pid}.js`;
  writeFileSync(floor, FLOOR);
  const weigh = async (entry: string, options: Options = {}): Promise<number> => {
    const esbuildOptions: Options["esbuildOptions"] = (settings, context) => {
      cdn.esbuildOptions?.(settings, context);
      // The names of chunks, and so a few bytes, would go by the folder this is called from.
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
        size: await weigh(`${here}src/define.ts`),
        limit: 21_504,
      },
      {
        name: "headless entry, everything inside",
        size: await weigh(`${here}src/index.ts`),
        limit: 12_288,
      },
      {
        name: "own code, dependencies outside",
        size: await weigh(`${here}src/define.ts`, { noExternal: [], external: DEPENDENCIES }),
        limit: 6_656,
      },
      { name: "floor: the dependencies alone", size: await weigh(floor), limit: null },
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
