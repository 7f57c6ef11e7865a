import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // Package tests run on sources; only the examples and the packed packages run on what is built.
  resolve: { alias: { "@x/dodo-emulator": source("packages/dodo-emulator/src/index.ts") } },
  test: {
    include: [
      "packages/*/{src,test}/**/*.test.ts",
      "examples/**/*.test.ts",
      "scripts/**/*.test.ts",
      "docs/**/*.test.ts",
    ],
    // In a browser, by the runner of the package.
    exclude: ["**/node_modules/**", "**/*.browser.test.ts"],
    environment: "node",
    globalSetup: ["packages/payment-server/test/postgres-setup.ts"],
    pool: "forks",
    // By itself the runner leaves one core free: on two that is half of them. Most tests wait more
    // than they work, so there are more workers than cores.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // Also on a machine that runs something else at the same time; a test that hangs still fails.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By itself one second, which is soon over where both cores are busy.
    expect: { poll: { timeout: 15_000 } },
  },
});
