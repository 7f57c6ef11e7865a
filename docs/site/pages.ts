// Makes the pages of the site from the files of the repository. The links of a page lead to the
// page that shows what they name, so that the site needs nothing but itself.
import { readFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { renderCodePages } from "./code-pages.ts";
import { anchorsOf, replaceLinks } from "./markdown-links.ts";
import { chaptersOf } from "./navigation.ts";
import { renderOpenApiPage } from "./openapi-page.ts";
import type { Page } from "./page.ts";
import { isSource, languageOf, renderSourcePage, sourcePathOf } from "./source-pages.ts";

const HOME = "docs/site/home.md";
/** The address of the repository. READMEs link to it, because npm shows them without the files. */
const REPOSITORY = "https://github.com/x/payment-kit";
const PLAYGROUND = "docs/site/playground/playground.md";

/** Returns all pages but those of the types, with the links that they have on the site. */
export function renderPages(root: string): Page[] {
  const read = (source: string): string => readFileSync(`${root}/${source}`, "utf8");
  const written: Page[] = [
    { path: "index", source: HOME, text: "Home", markdown: read(HOME) },
    {
      path: "playground/index",
      source: PLAYGROUND,
      text: "Playground",
      markdown: read(PLAYGROUND),
    },
    ...chaptersOf(root)
      .flatMap(({ pages }) => pages)
      .map((entry) => ({ ...entry, markdown: read(entry.source) })),
  ];
  const made = [...renderCodePages(), renderOpenApiPage(root)];
  const paths = new Map(written.map(({ source, path }) => [source, path]));
  const linked = new Set<string>();
  const finish = (page: Page): Page => ({
    ...page,
    markdown: relink(withPictures(withCode(page.markdown, read)), page, (file) => {
      const path = pageOf(file, paths);
      if (path !== undefined) return path;
      if (!isSource(root, file)) return undefined;
      linked.add(file);
      return sourcePathOf(file);
    }),
  });
  const pages = [...written.map(withCodeLinks), ...made].map(finish);
  // A page that shows sources may link to further ones.
  for (const file of linked) pages.push(finish(renderSourcePage(root, file)));
  return pages;
}

/** Returns the address of the page that shows a file or a folder. */
function pageOf(file: string, paths: ReadonlyMap<string, string>): string | undefined {
  return [file, posix.join(file, "README.md")]
    .map((source) => paths.get(source))
    .find((path) => path !== undefined);
}

/** Replaces the links of a page to files of the repository by links to their pages. */
function relink(
  markdown: string,
  { path, source }: Page,
  find: (file: string) => string | undefined,
): string {
  return replaceLinks(markdown, (target) => {
    const own = target.startsWith(REPOSITORY);
    if (!own && /^([a-z]+:|#|\/)/.test(target)) return target;
    const [name = "", anchor] = target.replace(REPOSITORY, "").split("#");
    const file = own
      ? name.replace(/^\/(blob|tree)\/main\//, "").replace(/\/$/, "") || "README.md"
      : posix.normalize(posix.join(dirname(source), name)).replace(/\/$/, "");
    // On GitHub `#readme` is the top of the README of a folder.
    const hash = anchor === undefined || anchor === "readme" ? "" : `#${anchor}`;
    if (/\.(svg|png|webp)$/.test(name)) return `/${posix.basename(file)}`;
    const found = find(file);
    if (found === undefined) return target;
    const relative = posix.relative(dirname(path), found);
    return `${relative.startsWith(".") ? relative : `./${relative}`}.md${hash}`;
  });
}

/** Puts the file that `<!-- code: path -->` names in its place. */
function withCode(markdown: string, read: (source: string) => string): string {
  return markdown.replaceAll(/^<!-- code: (\S+) -->$/gm, (_, source: string) => {
    return `\`\`\`${languageOf(source)}\n${read(source).trimEnd()}\n\`\`\``;
  });
}

/** A `<picture>` follows the system; on the site it follows the switch in the menu. */
function withPictures(markdown: string): string {
  return markdown.replaceAll(
    /<picture>\s*<source[^>]*srcset="([^"]+)"[^>]*>\s*<img([^>]*?)src="([^"]+)"([^>]*)>\s*<\/picture>/g,
    (_, dark: string, before: string, light: string, after: string) =>
      `<img class="light-only"${before}src="${light}"${after}>\n<img class="dark-only"${before}src="${dark}"${after}>`,
  );
}

/** Gives each code of the page that lists them the address of its own page. */
function withCodeLinks(page: Page): Page {
  if (page.path !== "codes/index") return page;
  return {
    ...page,
    markdown: page.markdown
      .replaceAll(/^\| `(\w+)` \|/gm, "| [`$1`](/codes/$1/) |")
      .replaceAll(/\(held\.md#(\w+)\)/g, "(/codes/$1/)"),
  };
}

/** Returns the links of the pages that lead nowhere, as `page: target`. */
export function deadLinks(pages: readonly Page[], files: ReadonlySet<string>): string[] {
  const anchors = new Map(pages.map(({ path, markdown }) => [path, anchorsOf(markdown)]));
  const dead: string[] = [];
  for (const { path, markdown } of pages) {
    replaceLinks(markdown, (target) => {
      if (!/^[a-z]+:/.test(target) && !leadsSomewhere(target, path, anchors, files))
        dead.push(`${path}: ${target}`);
      return target;
    });
  }
  return dead;
}

function leadsSomewhere(
  target: string,
  from: string,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
  files: ReadonlySet<string>,
): boolean {
  if (files.has(target)) return true;
  const [name = "", anchor] = target.split("#");
  const absolute = name.startsWith("/") ? name.slice(1) : posix.join(dirname(from), name);
  const path =
    name === "" ? from : absolute.replace(/\/$/, "/index").replace(/\.md$/, "") || "index";
  const found = anchors.get(path);
  return found !== undefined && (anchor === undefined || found.has(anchor));
}
