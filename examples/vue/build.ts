// Builds `dist/` with Vue's own compiler. In an application, use `@vitejs/plugin-vue` with the same
// `isCustomElement`.
import { readFile } from "node:fs/promises";
import { build, type Plugin } from "esbuild";
import { compileScript, parse } from "vue/compiler-sfc";

const isCustomElement = (tag: string): boolean => tag === "dodo-topup-button";

const vue: Plugin = {
  name: "vue",
  setup({ onLoad }) {
    onLoad({ filter: /\.vue$/ }, async ({ path }) => {
      const { descriptor, errors } = parse(await readFile(path, "utf8"), {
        filename: path,
        templateParseOptions: { isCustomElement },
      });
      if (errors[0]) throw errors[0];
      return {
        contents: compileScript(descriptor, { id: path, inlineTemplate: true }).content,
        loader: "ts",
      };
    });
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
  loader: { ".html": "copy", ".svg": "copy" },
  define: {
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
  logLevel: "error",
  plugins: [vue],
});
