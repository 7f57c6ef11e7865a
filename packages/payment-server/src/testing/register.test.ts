/** A case that misses an optional part is shown as skipped, in the runners themselves. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { right, underTest } from "../../test/host-shop.ts";
import { hostCases, hostSuite, providerCases, reversalCases } from "./index.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const bare = underTest(right, { refuseWrites: undefined, inProcess: undefined });

/** Returns the names of the cases that need an optional part; each of them says so. */
const optionalOf = (...suites: readonly (readonly { name: string }[])[]): string[] =>
  suites
    .flat()
    .map(({ name }) => name)
    .filter((name) => name.includes("(where `"));

/** Runs a test file that is inside this package, and returns what the runner prints. */
async function printedBy(file: string, code: string, args: readonly string[]): Promise<string> {
  const folder = mkdtempSync(path("../../test/.skips-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(`${folder}/${file}`, code);
  const { CI: _ci, VITEST: _outer, ...env } = process.env;
  const options = { cwd: folder, env: { ...env, NO_COLOR: "1" } };
  return (await promisify(execFile)(process.execPath, [...args, file], options)).stdout;
}

test("Vitest shows it as skipped, with the name of the part, also with fixtures", async () => {
  const code = `import { test } from "vitest";
    import { hostSuite, providerSuite, reversalSuite } from "../../src/testing/index.ts";
    import * as hosts from "../host-shop.ts";
    import * as reversals from "../reversal-shop.ts";
    import { bareTill } from "../till-under-test.ts";
    const none = { refuseWrites: undefined, inProcess: undefined };
    hostSuite(test, hosts.underTest(hosts.right, none));
    reversalSuite(test, reversals.underTest(reversals.right, none));
    providerSuite(test.extend({ page: async ({}, use) => await use(1) }), bareTill);`;
  const vitest = path("../../../../node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "--root", ".", "--reporter=verbose"];
  const printed = await printedBy("skips.test.ts", code, args);
  const names = [...printed.matchAll(/^ *↓ skips\.test\.ts > (.*?) (?:\d+ms )?\[(.*)\]$/gm)];
  expect(names.map(([, name]) => name).toSorted()).toEqual(
    optionalOf(hostCases, reversalCases, providerCases).toSorted(),
  );
  for (const [, name, note] of names) expect(name).toContain(`(where ${note?.split(" ")[0]} is`);
});

test("node:test shows it as skipped, with the name of the part", async () => {
  const code = `import { test } from "node:test";
    import { hostSuite } from "../../src/testing/index.ts";
    import { right, underTest } from "../host-shop.ts";
    hostSuite(test, underTest(right, { refuseWrites: undefined, inProcess: undefined }));`;
  const printed = await printedBy("skips.test.mjs", code, ["--test", "--test-reporter=tap"]);
  const names = [...printed.matchAll(/^ *ok \d+ - (.*) # SKIP `\w+` is not given$/gm)];
  expect(names.map(([, name]) => name)).toEqual(optionalOf(hostCases));
  expect(printed).toContain(`# pass ${hostCases.length - names.length}\n`);
});

test("a runner gets functions without a parameter, and one without a context passes", async () => {
  const runs: (() => Promise<void>)[] = [];
  hostSuite((_, run) => runs.push(run), bare);
  expect(runs.map(({ length }) => length)).toEqual(hostCases.map(() => 0));
  for (const run of runs) expect(await run()).toBeUndefined();
});

test("what is under test is disposed of, also where the runner skips by an error", async () => {
  const events: string[] = [];
  const create = underTest(right, {
    refuseWrites: undefined,
    dispose: () => void events.push("disposed"),
  });
  const skip = (): never => {
    events.push("skip");
    throw new Error("the runner's own error");
  };
  const needy = hostCases.find(({ name }) => name.includes("`refuseWrites`"));
  await expect(needy?.run(create, { skip })).rejects.toThrow("the runner's own error");
  expect(events).toEqual(["skip", "disposed"]);
});
