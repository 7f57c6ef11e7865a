import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Returns a part of the suite; with `isolate` each file has a process of its own. */
const suite = (
  name: string,
  include: string[],
  isolate = true,
): TestProjectInlineConfiguration => ({
  extends: true,
  // The runner of the package runs the others in a browser.
  test: { name, include, isolate, exclude: ["**/node_modules/**", "**/*.browser.test.ts"] },
});

export default defineConfig({
  // Package tests run on sources; only the examples and the packed packages run on what is built.
  resolve: { alias: { "@x/dodo-emulator": source("packages/dodo-emulator/src/index.ts") } },
  test: {
    projects: [
      // Half of what a small file costs is to load the package anew, so these files share a process.
      // They leave no global changed behind.
      suite("packages", ["packages/*/{src,test}/**/*.test.ts"], false),
      suite("examples", ["examples/!(browser)/**/*.test.ts", "{scripts,docs}/**/*.test.ts"]),
      suite("browser", ["examples/browser/**/*.test.ts"]),
    ],
    environment: "node",
    globalSetup: ["packages/payment-server/test/postgres-setup.ts"],
    pool: "forks",
    // By itself the runner leaves one core free: on two that is half of them. Most tests wait more
    // than they work, so there are more workers than cores.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // Also on a machine that runs something else at the same time; a test that hangs still fails.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    // By itself one second, which is soon over where both cores are busy.
    expect: { poll: { timeout: 60_000 } },
  },
});
