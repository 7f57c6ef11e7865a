// `pnpm run docs` ends here: writes the pages, the reference of the types and the playground, builds
// the site from them, and puts beside each page its Markdown, and `llms.txt`.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";
import { renderLlmsTxt } from "./llms-txt.ts";
import type { Page } from "./page.ts";
import { renderPages } from "./pages.ts";
import { bundlePlayground } from "./playground/bundle.ts";
import { writeTypes } from "./types-reference.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const pages_folder = `${here}dist/pages`;
const site = `${here}dist/site`;

rmSync(`${here}dist`, { recursive: true, force: true });
const pages = renderPages(root);
for (const page of pages) write(pages_folder, page, withFrontmatter(page));
cpSync(`${root}/docs/images`, `${pages_folder}/public`, { recursive: true });
await bundlePlayground(`${pages_folder}/public/playground`);
const types = await writeTypes(root, `${pages_folder}/reference`);
await build(here);
for (const page of [...pages, ...types]) write(site, page, page.markdown);
writeFileSync(`${site}/llms.txt`, renderLlmsTxt(root, pages, process.env["SITE_BASE"]));
console.log(`${pages.length + types.length} pages in docs/site/dist/site`);

function write(folder: string, { path }: Page, text: string): void {
  const file = `${folder}/${path}.md`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Sources are found by the pages that link to them, not by the search. */
function withFrontmatter({ path, markdown }: Page): string {
  if (markdown.startsWith("---\n")) return markdown;
  const lines = path.startsWith("source/")
    ? ["search: false", "outline: false"]
    : ["outline: [2, 3]"];
  return `---\n${lines.join("\n")}\n---\n\n${markdown}`;
}
