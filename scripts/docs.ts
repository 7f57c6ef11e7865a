// `pnpm run docs` writes the parts of the Markdown pages that are made from sources, and names the
// pages that have changed.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderPages } from "./docs-blocks.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

for (const { page, present, rendered } of renderPages(root)) {
  if (present === rendered) continue;
  writeFileSync(`${root}/${page}`, rendered);
  console.log(page);
}
