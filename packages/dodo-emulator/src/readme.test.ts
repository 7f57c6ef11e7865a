import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { createHandler } from "../test/handlers.ts";
import { wouldItCreditTwice } from "./verdict/would-it-credit-twice.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));
const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");

const blocksOf = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, text = ""]) => text,
  );
const scripts = blocksOf("js");
const [fixture = "", verdict = ""] = blocksOf("ts");

// A test runner of its own starts slowly on a machine that runs other tests.
const patient = { timeout: 240_000 };

/** Makes a folder in this package, in which the packages of the README are found. */
async function project(files: Record<string, string>): Promise<string> {
  const made = await mkdtemp(`${folder}test/readme-`);
  onTestFinished(() => rm(made, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(`${made}/${name}`, text);
  return made;
}

/** Runs the tests in a folder; resolves to what the runner prints. */
async function runTests(made: string, args: string[]): Promise<string> {
  const { CI: _ci, VITEST: _outer, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [...args, made], {
    cwd: made,
    env: { ...env, NO_COLOR: "1" },
  });
  return stdout;
}
const vitest = [`${folder}../../node_modules/vitest/vitest.mjs`, "run", "--root"];
const playwright = [
  `${folder}node_modules/@playwright/test/cli.js`,
  "test",
  "--reporter=line",
  "--output=results",
];

test("the example in the README runs and prints what its comment says", async () => {
  const example = scripts.find((text) => text.includes("console.log")) ?? "";
  const script = example.replace(
    '"@x/dodo-emulator"',
    JSON.stringify(new URL("./index.ts", import.meta.url).href),
  );
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "--eval",
    script,
  ]);
  expect(stdout.trim()).toBe(/console\.log.*\/\/ (.*)/.exec(example)?.[1]);
});

/** Runs the snippet of the fixture with the imports of a test runner. */
async function runFixture(runner: "vitest" | "playwright", args: string[]): Promise<string> {
  const package_name = runner === "vitest" ? "vitest" : "@playwright/test";
  const text = fixture
    .replace('"vitest"', JSON.stringify(package_name))
    .replace('"@x/dodo-emulator/vitest"', JSON.stringify(`../../src/${runner}.ts`));
  return await runTests(await project({ "buyer.spec.ts": text }), args);
}

test("the fixture of the README runs in Vitest", patient, async () => {
  expect(await runFixture("vitest", vitest)).toMatch(/Tests +1 passed/);
});

test("and in Playwright, with the two imports that its comment names", patient, async () => {
  expect(await runFixture("playwright", playwright)).toContain("1 passed");
});

test("the verdict of the README says what its comment says", async () => {
  expect(blocksOf("ts")).toHaveLength(2);
  const { handle, balance } = createHandler({ once: "by webhook-id" });
  const shop = { balanceOf: balance };
  const AsyncFunction: FunctionConstructor = Reflect.get(async () => {}, "constructor");
  const found = await new AsyncFunction(
    "wouldItCreditTwice",
    "handler",
    "shop",
    `${verdict}return { sound, twice, lost, unpaid };`,
  )(wouldItCreditTwice, handle, shop);
  const [, sentence] = /"(if .*)"/.exec(verdict) ?? [];
  expect(found).toMatchObject({ sound: false, twice: [{ sentence }], lost: [], unpaid: [] });
});

test("the README names every option and every fault", async () => {
  const read = (file: string): Promise<string> => readFile(new URL(file, import.meta.url), "utf8");
  const fields = (text: string, name: string): string[] => {
    const body = new RegExp(`interface ${name} \\{([\\s\\S]*?)\\n\\}`).exec(text)?.[1] ?? "";
    return [...body.matchAll(/^ {2}(\w+)\?:/gm)].map((match) => match[1] ?? "");
  };
  const options = fields(await read("options.ts"), "DodoEmulatorOptions");
  const faults = await read("faults.ts");
  expect(options.length).toBeGreaterThan(12);
  for (const option of options) expect(readme).toContain(`\`${option}\``);
  const knobs = [
    ...fields(faults, "WebhookFaults").map((knob) => `webhooks.${knob}`),
    ...fields(faults, "ApiFaults").map((knob) => `api.${knob}`),
  ];
  expect(knobs).toEqual(expect.arrayContaining(["webhooks.lose", "api.hang"]));
  for (const knob of knobs) expect(readme).toContain(`\`${knob}\``);
});
