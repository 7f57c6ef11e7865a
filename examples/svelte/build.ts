// Builds `dist/` with Svelte's own compiler. In an application, use `@sveltejs/vite-plugin-svelte`
// instead.
import { readFile } from "node:fs/promises";
import { build, type Plugin } from "esbuild";
import { compile } from "svelte/compiler";

const svelte: Plugin = {
  name: "svelte",
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => ({
      contents: compile(await readFile(path, "utf8"), { generate: "client", filename: path }).js
        .code,
      loader: "js",
    }));
  },
};

await build({
  entryPoints: [
    "index.ts",
    "store.ts",
    "index.html",
    "store.html",
    "../shared/page.css",
    "../shared/icon.svg",
  ],
  outdir: "dist",
  entryNames: "[name]",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  conditions: ["svelte"],
  loader: { ".html": "copy", ".svg": "copy" },
  logLevel: "error",
  plugins: [svelte],
});
