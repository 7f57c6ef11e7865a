import { defineConfig } from "vitepress";
import { fileURLToPath } from "node:url";
import { slugOf } from "../markdown-links.ts";
import { chaptersOf } from "../navigation.ts";
import { ENTRIES } from "../types-reference.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The folder of the site on its host, such as `/payment-kit/`. */
const base = process.env["SITE_BASE"] ?? "/";

const sidebar = chaptersOf(root).map(({ text, pages }) => ({
  text,
  items: pages.map((page) => ({
    text: page.text,
    link: `/${page.path.replace(/index$/, "")}`,
  })),
}));
const reference = sidebar.find(({ text }) => text === "Reference");
reference?.items.push(
  { text: "HTTP routes", link: "/reference/http" },
  ...Object.keys(ENTRIES).map((name) => ({ text: `Types: ${name}`, link: `/reference/${name}/` })),
);

export default defineConfig({
  title: "payment-kit",
  description: "One paid Dodo checkout, exactly one credit of a user's balance.",
  lang: "en",
  base,
  head: [["link", { rel: "icon", href: `${base}icon.svg` }]],
  srcDir: "dist/pages",
  outDir: "dist/site",
  cacheDir: "node_modules/.cache/vitepress",
  cleanUrls: false,
  lastUpdated: false,
  // The pages of the playground and the Markdown twins are no pages of VitePress.
  ignoreDeadLinks: [/^\/playground\//, /\.md$/, /llms\.txt$/],
  markdown: {
    anchor: { slugify: slugOf },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("dodo-") } } },
  vite: { build: { chunkSizeWarningLimit: 2_000 }, logLevel: "warn" },
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Start", link: "/start/next" },
      { text: "Playground", link: "/playground/" },
      { text: "Codes", link: "/codes/" },
    ],
    sidebar,
    outline: [2, 3],
    docFooter: { prev: false, next: false },
  },
});
