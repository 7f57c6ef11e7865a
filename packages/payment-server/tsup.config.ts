import { readdirSync } from "node:fs";
import manifest from "./package.json" with { type: "json" };
import { defineConfig, type Options } from "tsup";

/** `./storage/*`: every driver; `memoryStorage` is exported by the index. */
const drivers = readdirSync(new URL("src/storage", import.meta.url))
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "memory.ts")
  .map((name) => `src/storage/${name}`);
const modules = ["src/index.ts", ...drivers, "src/testing/index.ts"];

const config: Options = {
  entry: [...modules, "src/cli.ts"],
  format: ["esm"],
  dts: { entry: modules },
  clean: true,
  target: "es2022",
  platform: "neutral",
  // `node:sqlite` has no name without its prefix, and tsup would strip it.
  removeNodeProtocol: false,
  define: { PACKAGE_VERSION: JSON.stringify(manifest.version) },
  // Packages in `devDependencies` are bundled, see THIRD-PARTY.md; those in `dependencies` are not.
  external: [/^node:/, /^bun:/, "pg"],
  esbuildOptions(options) {
    // A part that is loaded later would be named after its source, like an entry.
    options.chunkNames = "chunk-[hash]";
  },
};
export default defineConfig(config) as Options;
