// What the README of the local Dodo begins with: a naive handler, and a test that fails because of it.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "./shop.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = fileURLToPath(new URL(".", import.meta.url));
const readme = await readFile(`${root}packages/dodo-emulator/README.md`, "utf8");
const [, shop = "", failing = ""] =
  /```js\n(\/\/ shop\.js\n[\s\S]*?)```[\s\S]*?```js\n(\/\/ shop\.test\.js\n[\s\S]*?)```/.exec(
    readme,
  ) ?? [];

// A test runner of its own starts slowly on a machine that runs other tests.
const patient = { timeout: 240_000 };

/** Runs the README's test against a shop; resolves to what Vitest prints. */
async function runAgainst(code: string): Promise<string> {
  const made = await mkdtemp(`${folder}five-minutes-`);
  onTestFinished(() => rm(made, { recursive: true }));
  await writeFile(`${made}/shop.js`, code);
  await writeFile(`${made}/shop.test.js`, failing.replaceAll("3999", String(await freePort())));
  const { CI: _ci, VITEST: _outer, ...env } = process.env;
  const args = [`${root}node_modules/vitest/vitest.mjs`, "run", "--root", made];
  const options = { cwd: made, env: { ...env, NO_COLOR: "1" } };
  return await promisify(execFile)(process.execPath, args, options).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => `${stdout}${stderr}`,
  );
}

test("the README's install line names every package that its files import", () => {
  const imported = [...`${shop}${failing}`.matchAll(/^import .* from "([^."].*)";$/gm)];
  const [, installed = ""] = /^npm i -D (.*)$/m.exec(readme) ?? [];
  expect(installed.split(" ").toSorted()).toEqual(
    [...new Set(imported.map(([, name]) => name))].toSorted(),
  );
});

test("the test of the README fails for its shop, and names what is wrong", patient, async () => {
  const output = await runAgainst(shop);
  const [, sentence = "?"] = /names what is wrong: "(.*?)"/.exec(readme) ?? [];
  expect(output).toContain(sentence);
  expect(output.match(/"sentence": /g)).toHaveLength(7);
  expect(output).toMatch(/Tests +1 failed/);
});

test(
  "it passes for a shop that credits a payment once, if it was paid in full",
  patient,
  async () => {
    const mended = shop.replace(
      'if (type === "payment.succeeded")',
      `const { status, refunds, product_cart } = data;
  const is_paid = status === "succeeded" && data.settlement_amount - data.settlement_tax === 5000;
  const is_ours = product_cart[0].product_id === "pdt_topup" && refunds.length === 0;
  const is_new = !credited.has(data.payment_id);
  if (type === "payment.succeeded" && is_paid && is_ours && is_new && credited.add(data.payment_id))`,
    );
    const output = await runAgainst(`const credited = new Set();\n${mended}`);
    expect(output).toMatch(/Tests +1 passed/);
  },
);
