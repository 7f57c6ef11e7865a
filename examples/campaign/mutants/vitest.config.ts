// Runs the server's own tests with the bug that MUTANT names, one after the other until one fails:
// MUTANT="skip the fence" npx -y pnpm@12.21.0 exec vitest run --config
// examples/campaign/mutants/vitest.config.ts
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import base from "../../../vitest.config.ts";
import { MUTANTS } from "./all.ts";
import { likelyFirst } from "./order.ts";
import { mutantPlugin } from "./plugin.ts";

const name = process.env["MUTANT"] ?? "";
const mutant = MUTANTS.find((known) => known.name === name);
if (name !== "" && mutant === undefined)
  throw new Error(`MUTANT must be one of: ${MUTANTS.map((known) => known.name).join("; ")}`);

// The parts of the whole suite; only the server's is run here, which shares a process there too.
const { projects: _parts, ...common } = base.test ?? {};

export default defineConfig({
  ...base,
  root: fileURLToPath(new URL("../../..", import.meta.url)),
  // Without a mutant the order is the usual one.
  cacheDir: "node_modules/.cache/mutants",
  plugins: mutant === undefined ? [] : [mutantPlugin(mutant)],
  test: {
    ...common,
    isolate: false,
    // The cache is keyed by the text on disk, so one mutant would run as another.
    fsModuleCache: false,
    include: ["packages/payment-server/{src,test}/**/*.test.ts"],
    bail: 1,
    // With a mutant the files run one after the other: in a parallel run, the report may lack the
    // test that ended it.
    ...(mutant === undefined ? {} : { maxWorkers: 1, maxConcurrency: 1 }),
    sequence: { sequencer: likelyFirst(mutant?.likely ?? []) },
  },
});
