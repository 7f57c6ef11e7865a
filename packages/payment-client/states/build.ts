// Writes the sheets of states as a static page, which any host can serve: `node states/build.ts
// <folder>`, by default states/dist. Build the package before.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const FILES = ["sheet.js", "script.js", "states.js", "packs-script.js", "packs.js", "states.css"];

/** Writes the page to a folder. Its links are relative, so it may lie below any path. */
export function buildStates(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of FILES) cpSync(join(here, name), join(folder, name));
  for (const name of ["index.html", "packs.html"]) {
    const page = readFileSync(join(here, name), "utf8");
    writeFileSync(join(folder, name), page.replace("<html ", '<html data-cdn="./cdn/" '));
  }
  cpSync(join(here, "../dist/cdn"), join(folder, "cdn"), { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  buildStates(process.argv[2] ?? join(here, "dist"));
