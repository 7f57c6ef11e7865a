// Runs the scenarios of the server under the other answer to each question that only a real account
// of Dodo can answer: `pnpm emulator:options`, or `pnpm emulator:options payments_per_session=many`.
// Without `TEST_STORAGES` it uses the storage in memory. Takes about half an hour on two cores.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { OTHER_ANSWERS } from "../packages/payment-server/test/dodo-answers.ts";

/** The part of the result file of vitest that is used here. */
interface Results {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { assertionResults: { status: string; fullName: string }[] }[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const results = `${root}node_modules/.cache/results`;
const scenarios = "packages/payment-server/test/scenarios";
// These set the options themselves, count the rows of thousands of payments, or kill processes.
const ELSEWHERE = /\/(simulation|histories|scale|processes|notice-kills)\.test\.ts$/;
const files = globSync(`${scenarios}/*.test.ts`, { cwd: root }).filter(
  (file) => !ELSEWHERE.test(file),
);

/** Runs the scenarios under an answer; resolves to the number of tests that passed, and to those that failed. */
async function run(name: string): Promise<{ passed: number; failed: string[] }> {
  const file = `${results}/emulator-options.json`;
  rmSync(file, { force: true });
  const reporter = ["--silent", "--reporter=json", `--outputFile.json=${file}`];
  const child = spawn("vitest", ["run", ...files, ...reporter], {
    cwd: root,
    stdio: "ignore",
    shell: process.platform === "win32",
    env: { TEST_STORAGES: "memory", ...process.env, TEST_DODO: name },
  });
  const [code] = await once(child, "close");
  const { numPassedTests, testResults } = JSON.parse(readFileSync(file, "utf8")) as Results;
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "failed")
    .map(({ fullName }) => fullName);
  if (code !== 0 && failed.length === 0) failed.push(`vitest ended with ${code}`);
  return { passed: numPassedTests, failed };
}

mkdirSync(results, { recursive: true });
const names = process.argv.slice(2);
const unknown = names.find((name) => !OTHER_ANSWERS.has(name));
if (unknown !== undefined)
  throw new Error(
    `there is no answer ${unknown}; there are ${[...OTHER_ANSWERS.keys()].join("; ")}`,
  );
const total = { passed: 0, failed: 0 };
for (const name of names.length > 0 ? names : OTHER_ANSWERS.keys()) {
  const { passed, failed } = await run(name);
  console.log(`${name}: ${passed} passed, ${failed.length} failed`);
  for (const title of failed) console.log(`  ${title}`);
  total.passed += passed;
  total.failed += failed.length;
}
console.log(`\n${total.passed} passed, ${total.failed} failed, 0 skipped`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
