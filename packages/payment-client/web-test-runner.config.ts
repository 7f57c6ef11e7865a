// Runs `src/**/*.browser.test.ts` in a real Chromium. The repository's test command reads the last
// line of the output.
import { fileURLToPath } from "node:url";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { defaultReporter, type TestRunnerConfig, type TestSuiteResult } from "@web/test-runner";
import { chromeLauncher } from "@web/test-runner-chrome";
import { findChromium, flags } from "../../examples/browser/chromium.ts";
import { serverDrawn } from "./test/server-drawn.ts";
import { forcedColors } from "./test/forced-colors.ts";
import { serveSnippets } from "./test/snippets.ts";

const { path, env } = findChromium();
const count = { passed: 0, failed: 0, skipped: 0 };

function add(suite: TestSuiteResult | undefined): void {
  for (const { skipped, passed } of suite?.tests ?? []) {
    const ended = passed ? "passed" : "failed";
    count[skipped ? "skipped" : ended] += 1;
  }
  suite?.suites.forEach(add);
}

const config: TestRunnerConfig = {
  rootDir: fileURLToPath(new URL("../..", import.meta.url)),
  files: ["src/**/*.browser.test.ts"],
  nodeResolve: { exportConditions: ["browser", "production"] },
  concurrency: 1,
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: 600_000,
  testFramework: { config: { timeout: 60_000 } },
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: path, env, args: [...flags], headless: "shell" },
    }),
  ],
  plugins: [
    forcedColors,
    {
      // nanostores reads it, and there is no bundler here that replaces it.
      name: "node-env",
      transform: ({ body, response }) =>
        response.is("js") && typeof body === "string"
          ? { body: body.replaceAll("process.env.NODE_ENV", '"production"') }
          : undefined,
    },
    // esbuild reads this file without the one that it extends.
    esbuildPlugin({
      ts: true,
      target: "es2022",
      tsconfig: fileURLToPath(new URL("tsconfig.json", import.meta.url)),
    }),
  ],
  middleware: [serveSnippets, serverDrawn],
  reporters: [
    defaultReporter({ reportTestResults: true, reportTestProgress: false }),
    {
      onTestRunFinished({ sessions }) {
        for (const session of sessions) {
          // A file that could not be run counts as a failure.
          if (session.testResults === undefined || session.errors.length > 0) count.failed += 1;
          add(session.testResults);
        }
        console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
      },
    },
  ],
};
export default config;
