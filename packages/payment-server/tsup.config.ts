import manifest from "./package.json" with { type: "json" };
import { defineConfig, type Options } from "tsup";

const modules = ["src/index.ts", "src/storage/sqlite.ts", "src/storage/postgres.ts", "src/storage/d1.ts", "src/testing/index.ts"];

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
  external: [/^node:/, /^bun:/, "pg"],
};
export default defineConfig(config) as Options;
