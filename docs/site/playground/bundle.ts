// Bundles the playground from the sources of the packages.
import { fileURLToPath } from "node:url";
import { build, type BuildOptions, type Plugin } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = fileURLToPath(new URL("../../../packages/", import.meta.url));

/** The packages by their names, from their sources, so that nothing has to be built before. */
const SOURCES: Readonly<Record<string, string>> = {
  "@x/dodo-emulator": `${packages}dodo-emulator/src/index.ts`,
  "@x/payment-server": `${packages}payment-server/src/index.ts`,
  "@x/payment-client/define": `${packages}payment-client/src/define.ts`,
  "@x/payment-client/desk/define": `${packages}payment-client/src/desk/define.ts`,
};

/** Replaces the modules of Node that a browser lacks and that the playground does not need. */
const withoutNode: Plugin = {
  name: "without-node",
  setup({ onResolve }) {
    onResolve({ filter: /^(node:.*|@hono\/node-server)$/ }, () => ({
      path: `${here}without-node.ts`,
    }));
  },
};

/** Writes the worker, the page's script and the heartbeat into `folder`. */
export async function bundlePlayground(folder: string): Promise<void> {
  const common: BuildOptions = {
    bundle: true,
    minify: true,
    target: "es2022",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["worker", "import"],
    alias: SOURCES,
    plugins: [withoutNode],
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    outdir: folder,
  };
  const entry = (name: string): string => `${here}${name}.ts`;
  await build({ ...common, entryPoints: [entry("worker"), entry("heartbeat")], format: "iife" });
  // The sources that register the elements are named in no list of files with side effects.
  const page: BuildOptions = { ...common, format: "esm", ignoreAnnotations: true };
  await build({ ...page, entryPoints: [entry("page")] });
}
