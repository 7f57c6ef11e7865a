// `pnpm run docs:codes` writes the parts of the Markdown pages that are made from sources, and the
// OpenAPI document. It names the files that have changed. `pnpm run docs` does so before it builds
// the site.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderOpenApi } from "../packages/payment-server/test/openapi-files.ts";
import { renderPages } from "./docs-blocks.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

for (const { page, present, rendered } of [...renderPages(root), ...(await renderOpenApi(root))]) {
  if (present === rendered) continue;
  writeFileSync(`${root}/${page}`, rendered);
  console.log(page);
}
