// The element in a real Chromium: `src/**/*.browser.test.ts`. The closing line is read by the repository's test command.
import { fileURLToPath } from "node:url";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { defaultReporter, type TestRunnerConfig, type TestSuiteResult } from "@web/test-runner";
import { chromeLauncher } from "@web/test-runner-chrome";
import { findChromium, flags } from "../../examples/browser/chromium.ts";
import { serverDrawn } from "./test/server-drawn.ts";
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
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 180_000,
  testFramework: { config: { timeout: 10_000 } },
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: path, env, args: [...flags], headless: "shell" },
    }),
  ],
  plugins: [
    {
      // nanostores asks for it, and no bundler answers here.
      name: "node-env",
      transform: ({ body, response }) =>
        response.is("js") && typeof body === "string"
          ? { body: body.replaceAll("process.env.NODE_ENV", '"production"') }
          : undefined,
    },
    // It reads this file as it is, without what it extends.
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
          // A file that could not be run is a failure too.
          if (session.testResults === undefined || session.errors.length > 0) count.failed += 1;
          add(session.testResults);
        }
        console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
      },
    },
  ],
};
export default config;
