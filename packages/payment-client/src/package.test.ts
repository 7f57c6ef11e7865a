import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { measure } from "../sizes.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const readme = readFileSync(path("../README.md"), "utf8");
const ENTRIES = [
  "@x/payment-client",
  "@x/payment-client/element",
  "@x/payment-client/define",
  "@x/payment-client/react",
  "@x/payment-client/desk",
  "@x/payment-client/packs",
  "@x/payment-client/words/de",
];

describe("an entry", () => {
  test.each(ENTRIES)("[B05] %s can be imported in Node, where it has no effect", (entry) => {
    const program = `
      const names = Object.keys(await import(${JSON.stringify(entry)}));
      console.log(JSON.stringify({ names, timers: process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length }));`;
    const effects = JSON.parse(
      execFileSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", program], {
        cwd: path("../../../examples/shared"),
        encoding: "utf8",
      }),
    ) as object;
    expect(effects).toMatchSnapshot();
  });

  test("importing the element defines nothing; importing `define` defines one name", async () => {
    const program = (entry: string): string => `
      const defined = [];
      globalThis.customElements = { get: () => undefined, define: (name) => defined.push(name) };
      globalThis.HTMLElement = class {};
      await import(${JSON.stringify(entry)});
      console.log(defined.join(" "));`;
    const run = (entry: string): string =>
      execFileSync(
        process.execPath,
        ["--no-warnings", "--input-type=module", "-e", program(entry)],
        { cwd: path("../../../examples/shared"), encoding: "utf8" },
      ).trim();
    const entries = ["element", "define", "desk", "desk/define", "packs", "packs/define"];
    expect(entries.map((entry) => run(`@x/payment-client/${entry}`))).toEqual([
      "",
      "dodo-topup-button",
      "",
      "dodo-payments-desk",
      "",
      "dodo-topup-button dodo-topup-packs",
    ]);
  });
});

/** The desk names the webhook and `finishTopup` in its sentences for administrators. */
test.each([
  ["dodo-topup-button", /webhook|finishTopup/],
  ["payment-client", /webhook|finishTopup/],
  ["dodo-topup-packs", /webhook|finishTopup/],
  ["dodo-payments-desk", /finishTopup\(/],
])(
  "[W09] %s.js for pages holds no secret, no server code and no way to make HTML or run text",
  (name, server_code) => {
    const file = readFileSync(path(`../dist/cdn/${name}.js`), "utf8");
    expect(file).not.toMatch(/whsec_|dodo_(test|live)_|process\.env/);
    expect(server_code.exec(file)?.[0]).toBeUndefined();
    expect(file).not.toMatch(
      /\beval\(|new Function|insertAdjacentHTML|document\.write|beforeunload|["']unload/,
    );
  },
);

test("importing the button costs no byte of the packs or the desk", () => {
  const file = readFileSync(path("../dist/cdn/dodo-topup-button.js"), "utf8");
  expect(file).not.toMatch(/dodo-topup-packs|dodo-payments-desk|own-amount|payments\/me/);
  // The parts that the built entry shares with others, and the parts of those.
  const imported = new Set(["define.js"]);
  for (const name of imported)
    for (const [, part = ""] of readFileSync(path(`../dist/${name}`), "utf8").matchAll(
      /^(?:import|export) .*?"\.\/(chunk-\w+\.js)"/gm,
    ))
      imported.add(part);
  expect(imported.size).toBeGreaterThan(1);
  for (const name of imported)
    expect(readFileSync(path(`../dist/${name}`), "utf8")).not.toMatch(
      /dodo-topup-packs|dodo-payments-desk|own-amount|payments\/me/,
    );
});

describe("the sizes, compressed as `gzip -9` does", async () => {
  const sizes = await measure();

  test.each(sizes.filter(({ limit }) => limit !== null))(
    "$name: $size of $limit bytes",
    ({ size, limit }) => {
      expect(size).toBeLessThanOrEqual(Number(limit));
    },
  );

  test.each(sizes)("[P03] the README's row `$name` says $size bytes", ({ name, size, limit }) => {
    const row = readme.split("\n").find((line) => line.startsWith(`| ${name} |`));
    const cells = [name, size, limit ?? ""].map((cell) => cell.toLocaleString("en"));
    expect(row).toBe(`| ${cells.join(" | ")} |`.replace("|  |", "| |"));
  });
});
