// The packages are ES modules only. What a CommonJS project does to use them is in their READMEs.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const packages = fileURLToPath(new URL("../../packages/", import.meta.url));

/** The entries that run outside of a page, and a name that each exports. */
const ENTRIES = [
  ["payment-server/dist/index.js", "PaymentService"],
  ["payment-server/dist/storage/sqlite.js", "sqliteStorage"],
  ["payment-server/dist/storage/postgres.js", "postgresStorage"],
  ["payment-client/dist/index.js", "createPaymentClient"],
  ["dodo-emulator/dist/index.js", "createDodoEmulator"],
] as const;

function run(program: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=commonjs", "-e", program], {
    encoding: "utf8",
  });
  return stdout.trim() || stderr;
}

describe.each(ENTRIES)("%s in a CommonJS project", (entry, name) => {
  test("is loaded by `require()`", () => {
    expect(run(`console.log(typeof require(${JSON.stringify(packages + entry)}).${name})`)).toBe(
      "function",
    );
  });

  test("is loaded by `await import()`", () => {
    const path = JSON.stringify(`file://${packages}${entry}`);
    expect(run(`import(${path}).then((it) => console.log(typeof it.${name}))`)).toBe("function");
  });
});

test.each(["payment-server", "payment-client", "dodo-emulator"])(
  "the README of %s says so",
  (name) => {
    expect(readFileSync(`${packages}${name}/README.md`, "utf8")).toMatch(
      /an ES module .+CommonJS .+`require\(\)`.+`await import\(\)`/,
    );
  },
);
