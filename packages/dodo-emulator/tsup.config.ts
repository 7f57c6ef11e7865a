import { defineConfig, type Options } from "tsup";

// The entries that have types.
const faces = ["index", "register", "vitest", "playwright", "emulate"];

const config: Options = {
  entry: ["cli", ...faces].map((name) => `src/${name}.ts`),
  format: ["esm"],
  dts: { entry: faces.map((name) => `src/${name}.ts`) },
  clean: true,
  target: "es2022",
  platform: "node",
  removeNodeProtocol: false,
};
export default defineConfig(config) as Options;
