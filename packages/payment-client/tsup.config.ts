import { readdirSync } from "node:fs";
import { defineConfig, type Options } from "tsup";
import { collapseTemplates } from "./collapse-templates.ts";

/** The entries `./words/*`: every language and the catalogue. `words.ts` contains only types. */
const words = readdirSync(new URL("src/words", import.meta.url))
  .filter((name) => !name.endsWith(".test.ts") && name !== "words.ts")
  .map((name) => `src/words/${name}`);

/**
 * Fields of `TopupWatch`, which no caller sees and no dependency has. The build for pages shortens
 * their names.
 */
const INTERNAL_FIELDS =
  /^(in_flight|polled_at|expects_payment|fruitless_polls|patience_ends_at|pause_ms|patienceMs|abort_controller|poll_timer|topup_memory|answered_at)$/;

/**
 * The file for a page without a bundler. It contains everything but the other languages: those are
 * files beside it, which the element loads when the page uses one of them.
 */
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
    mangle: { properties: { regex: INTERNAL_FIELDS } },
    compress: {
      passes: 3,
      hoist_props: false,
      pure_getters: true,
      unsafe_arrows: true,
      unsafe_methods: true,
    },
  },
  define: { "process.env.NODE_ENV": '"production"' },
  esbuildPlugins: [collapseTemplates],
  esbuildOptions(options) {
    options.chunkNames = "words/[name]-[hash]";
    options.legalComments = "none";
    // This runs before terser, which does not turn every `const` into the shorter `let`.
    options.minifySyntax = true;
  },
};

/** The store without the element, for a page with its own button and no bundler. */
const headless: Options = { ...cdn, entry: { "payment-client": "src/index.ts" }, splitting: false };

/** The desk for a page without a bundler, in one file. */
const desk: Options = {
  ...cdn,
  entry: { "dodo-payments-desk": "src/desk/define.ts" },
  splitting: false,
};

/** The packs for a page without a bundler, with the button inside, beside it the same `words/`. */
const packs: Options = { ...cdn, entry: { "dodo-topup-packs": "src/packs/define.ts" } };

/** The entries for an application with a bundler, which brings the dependencies itself. */
const packaged: Options = {
  entry: [
    "src/index.ts",
    "src/admin.ts",
    "src/element.ts",
    "src/define.ts",
    "src/react.ts",
    "src/desk/element.ts",
    "src/desk/define.ts",
    "src/packs/element.ts",
    "src/packs/define.ts",
    ...words,
  ],
  format: ["esm"],
  target: "es2022",
  platform: "browser",
  esbuildPlugins: [collapseTemplates],
  esbuildOptions(options) {
    // A chunk is no entry, so it is not named after a source.
    options.chunkNames = "chunk-[hash]";
  },
  dts: true,
  clean: true,
};

export default defineConfig([packaged, cdn, headless, desk, packs]) as Options;
