// Runs every suite and ends with `N passed, N failed, N skipped` alone on a line, which CI reads.
// A suite that ran no test fails. `--quick` runs a lane of under a minute.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

interface Suite {
  name: string;
  /** The folder in which the command runs, below the root. */
  folder: string;
  command: string;
  args: readonly string[];
  /** Counts the tests from the output, or from a file that the runner has written. */
  count(output: string): Count;
}

/** The part of the result file of vitest that is used here. */
interface Results {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    startTime: number;
    endTime: number;
    status: string;
    assertionResults: { status: string }[];
  }[];
}

/** The quick lane: what decides about money, on the storage in memory, and what needs no server. */
const QUICK = [
  "packages/payment-server/src/core",
  "packages/payment-client/src",
  "packages/dodo-emulator/src/money",
];

const root = fileURLToPath(new URL("..", import.meta.url));
const results = `${root}node_modules/.cache/results`;
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
// The suites start some two thousand processes, each of which would compile the same modules.
process.env["NODE_COMPILE_CACHE"] ??= `${root}node_modules/.cache/compiled`;

const total: Count = { passed: 0, failed: 0, skipped: 0 };
const durations: { name: string; seconds: number }[] = [];
/** A sentence and the end of the output for each suite that ended wrongly; printed last. */
const broken: string[] = [];

/** Returns what a suite printed about its failures, or the end of what it printed. */
function failuresIn(output: string): string {
  const start = output.search(/^.*(Failed Suites|Failed Tests|Unhandled Error|❌)/m);
  return (start < 0 ? output.slice(-3_000) : output.slice(start)).slice(0, 12_000);
}

/** Runs a suite. With `live` its output is printed as it comes, otherwise all of it at the end. */
async function run({ name, folder, command, args, count }: Suite, live: boolean): Promise<void> {
  const started_at = performance.now();
  if (live) console.log(`\n== ${name}`);
  const child = spawn(command, args, {
    cwd: root + folder,
    stdio: ["ignore", "pipe", live ? "inherit" : "pipe"],
    shell: process.platform === "win32",
  });
  let output = "";
  const take = (text: string): void => {
    output += text;
    if (live) process.stdout.write(text);
  };
  child.stdout?.setEncoding("utf8").on("data", take);
  child.stderr?.setEncoding("utf8").on("data", take);
  const [code, signal] = await once(child, "close");
  if (!live) process.stdout.write(`\n== ${name}\n${output}`);
  durations.push({ name, seconds: (performance.now() - started_at) / 1_000 });
  const counted = read(() => count(output));
  total.passed += counted.passed;
  total.failed += counted.failed;
  total.skipped += counted.skipped;
  if (code !== 0)
    broken.push(`${name}: ended with ${signal ?? `code ${code}`}\n${failuresIn(output)}`);
  if (!(counted.passed + counted.failed > 0)) broken.push(`${name}: ran no test`);
}

function read(count: () => Count): Count {
  try {
    return count();
  } catch (error) {
    console.error(`no result file: ${error instanceof Error ? error.message : "unreadable"}`);
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

function vitest(name: string, args: readonly string[]): Suite {
  const file = `${results}/${name.replaceAll(" ", "-")}.json`;
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const count = (): Count => {
    const result = JSON.parse(readFileSync(file, "utf8")) as Results;
    let files_failed = 0;
    for (const { name: path, startTime, endTime, status, assertionResults } of result.testResults) {
      durations.push({ name: path.slice(root.length), seconds: (endTime - startTime) / 1_000 });
      // A file that could not be loaded, or whose hook failed, has no failed test of its own.
      if (status === "failed" && !assertionResults.some((test) => test.status === "failed"))
        files_failed += 1;
    }
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + files_failed,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  };
  return {
    name: `${name} (vitest)`,
    folder: "",
    command: "vitest",
    args: ["run", ...args, ...reporters],
    count,
  };
}

function printedCount(output: string): Count {
  const [, passed, failed, skipped] =
    [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1) ?? [];
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

const everything = vitest("packages and examples", ["--project=packages", "--project=examples"]);
// One browser at a time: what a page does within a second would otherwise be the other's load.
const journeys = vitest("whole ways in a browser", ["--project=browser", "--maxWorkers=1"]);
const element: Suite = {
  name: "the element in a browser (web-test-runner)",
  folder: "packages/payment-client",
  command: "pnpm",
  args: ["run", "test:browser"],
  count: printedCount,
};

async function runBrowsers(): Promise<void> {
  await run(journeys, false);
  await run(element, false);
}

if (process.argv.includes("--quick")) {
  process.env["TEST_STORAGES"] = "memory";
  await run(vitest("quick", QUICK), true);
} else await Promise.all([run(everything, true), runBrowsers()]);

console.log("\nWhere the time went, in seconds:");
for (const { name, seconds } of durations.toSorted((a, b) => b.seconds - a.seconds).slice(0, 15))
  console.log(`${seconds.toFixed(1).padStart(7)}  ${name}`);
for (const text of broken) console.error(`\n!! ${text}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(broken.length > 0 || total.failed > 0 ? 1 : 0);
