import { defineConfig, type Options } from "tsup";

const config: Options = {
  entry: ["src/index.ts"],
  format: ["esm"],
  dts: true,
  clean: true,
  target: "es2022",
  platform: "node",
  removeNodeProtocol: false,
};
export default defineConfig(config) as Options;
