// Runs every suite and ends with the line `N passed, N failed, N skipped`, which CI reads.
// A suite that ran no test fails.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const results = `${root}node_modules/.cache/results`;
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const total: Count = { passed: 0, failed: 0, skipped: 0 };
let broken = 0;

/** Runs a suite. `count` gets the output of the suite and returns its numbers. */
async function run(
  name: string,
  folder: string,
  command: string,
  args: string[],
  count: (printed: string) => Count,
): Promise<void> {
  console.log(`\n== ${name}`);
  const child = spawn(command, args, {
    cwd: root + folder,
    stdio: ["ignore", "pipe", "inherit"],
    shell: process.platform === "win32",
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    process.stdout.write(text);
  });
  const [code] = await once(child, "close");
  const counted = read(() => count(printed));
  total.passed += counted.passed;
  total.failed += counted.failed;
  total.skipped += counted.skipped;
  if (code !== 0) broken += 1;
  if (!(counted.passed + counted.failed > 0)) {
    broken += 1;
    console.error(`${name}: ran no test`);
  }
}

function read(count: () => Count): Count {
  try {
    return count();
  } catch (error) {
    console.error(`no result file: ${error instanceof Error ? error.message : "unreadable"}`);
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

function vitestCount(file: string): Count {
  const result: unknown = JSON.parse(readFileSync(file, "utf8"));
  const number = (key: string): number => Number((result as Record<string, unknown>)[key] ?? 0);
  return {
    passed: number("numPassedTests"),
    failed: number("numFailedTests"),
    skipped: number("numPendingTests") + number("numTodoTests"),
  };
}

function printedCount(printed: string): Count {
  const [, passed, failed, skipped] =
    [...printed.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1) ?? [];
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

async function runVitest(name: string, args: string[]): Promise<void> {
  const file = `${results}/${name.replaceAll(" ", "-")}.json`;
  await run(
    `${name} (vitest)`,
    "",
    "vitest",
    ["run", ...args, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
    () => vitestCount(file),
  );
}

await runVitest("packages and examples", ["--exclude=examples/browser/**"]);
// These tests run alone, since the load of other tests would change their timing.
await runVitest("whole ways in a browser", ["examples/browser", "--maxWorkers=1"]);
await run(
  "the element in a browser (web-test-runner)",
  "packages/payment-client",
  "pnpm",
  ["run", "test:browser"],
  printedCount,
);

console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(broken > 0 || total.failed > 0 ? 1 : 0);
