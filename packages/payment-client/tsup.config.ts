import { readdirSync } from "node:fs";
import { defineConfig, type Options } from "tsup";

/** `./words/*`: every language and the catalogue; `words.ts` has types alone. */
const words = readdirSync(new URL("src/words", import.meta.url))
  .filter((name) => !name.endsWith(".test.ts") && name !== "words.ts")
  .map((name) => `src/words/${name}`);

/** As a page without a bundler gets it: everything inside but the other languages, which lie beside it and are fetched when one is spoken. */
export const cdn: Options = {
  entry: { "dodo-topup-button": "src/define.ts" },
  format: ["esm"],
  target: "es2022",
  platform: "browser",
  outDir: "dist/cdn",
  noExternal: [/.*/],
  splitting: true,
  minify: "terser",
  terserOptions: {
    module: true,
    ecma: 2020,
    compress: {
      passes: 3,
      hoist_props: false,
      pure_getters: true,
      unsafe_arrows: true,
      unsafe_methods: true,
    },
  },
  define: { "process.env.NODE_ENV": '"production"' },
  esbuildOptions(options) {
    options.chunkNames = "words/[name]-[hash]";
    options.legalComments = "none";
    // Before terser, which does not turn every `const` into the shorter `let`.
    options.minifySyntax = true;
  },
};

/** The store without the element, for a page that has a button of its own and no bundler. */
const headless: Options = { ...cdn, entry: { "payment-client": "src/index.ts" }, splitting: false };

const packaged: Options = {
  entry: ["src/index.ts", "src/element.ts", "src/define.ts", "src/react.ts", ...words],
  format: ["esm"],
  target: "es2022",
  platform: "browser",
  dts: true,
  clean: true,
};

export default defineConfig([packaged, cdn, headless]) as Options;
