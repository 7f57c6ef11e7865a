import { defineConfig, type Options } from "tsup";

const config: Options = {
  entry: ["src/index.ts", "src/cli.ts", "src/register.ts"],
  format: ["esm"],
  dts: { entry: ["src/index.ts", "src/register.ts"] },
  clean: true,
  target: "es2022",
  platform: "node",
  removeNodeProtocol: false,
};
export default defineConfig(config) as Options;
