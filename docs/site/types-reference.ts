// The reference of the types of the three packages, which typedoc writes as Markdown.
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Application } from "typedoc";
import type { Page } from "./page.ts";

/** The entries of each package that other people import. */
export const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  "payment-server": [
    "src/index.ts",
    "src/storage/sqlite.ts",
    "src/storage/postgres.ts",
    "src/storage/d1.ts",
    "src/testing/index.ts",
  ],
  "payment-client": [
    "src/index.ts",
    "src/element.ts",
    "src/react.ts",
    "src/admin.ts",
    "src/desk/element.ts",
  ],
  "dodo-emulator": ["src/index.ts"],
};

/** Writes one folder for each package, and returns its pages. */
export async function writeTypes(root: string, folder: string): Promise<Page[]> {
  const pages: Page[] = [];
  for (const [name, entries] of Object.entries(ENTRIES)) {
    const from = join(root, "packages", name);
    const out = join(folder, name);
    mkdirSync(out, { recursive: true });
    const app = await Application.bootstrapWithPlugins({
      plugin: ["typedoc-plugin-markdown"],
      name: `@x/${name}`,
      entryPoints: entries.map((entry) => join(from, entry)),
      basePath: join(from, "src"),
      tsconfig: join(from, "tsconfig.json"),
      readme: "none",
      excludePrivate: true,
      excludeInternal: true,
      excludeExternals: true,
      disableSources: true,
      skipErrorChecking: true,
      logLevel: "Error",
      ...MARKDOWN,
    });
    const project = await app.convert();
    if (project === undefined) throw new Error(`typedoc cannot read the types of ${name}`);
    await app.outputs.writeOutput({ name: "markdown", path: out }, project);
    pages.push(...pagesOf(out, name));
  }
  return pages;
}

/** The options of typedoc-plugin-markdown, which typedoc's own types do not have. */
const MARKDOWN: object = {
  router: "module",
  entryFileName: "index",
  useHTMLAnchors: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  propertyMembersFormat: "table",
};

function pagesOf(folder: string, name: string): Page[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => {
      const markdown = readFileSync(join(folder, file), "utf8");
      return {
        path: `reference/${name}/${file.slice(0, -3)}`,
        source: `packages/${name}`,
        text: file,
        markdown,
      };
    });
}
