// Only `environment.ts`, `storage/` and the command, which is Node's, may know a runtime.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));
// `templates.ts` is a part of the command; it lies here because it is bundled beside `dist/cli.js`.
const KNOWS_RUNTIMES = /^(storage|cli)\/|^(cli|environment|templates)\.ts$|\.test\.ts$/;
const NAMES = new Set([
  "process",
  "Deno",
  "Bun",
  "Buffer",
  "global",
  "require",
  "__dirname",
  "__filename",
  "setImmediate",
  "EdgeRuntime",
  "navigator",
  "caches",
]);

/** Returns every identifier and every string of a source, without its comments. */
function wordsOf(source: string): string[] {
  const words: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) words.push(node.text);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest));
  return words;
}

const foreign = (source: string): string[] =>
  wordsOf(source).filter((word) => NAMES.has(word) || /^(node|bun|deno|cloudflare):/.test(word));

test("the sources name no runtime outside of storage, environment.ts and the command", () => {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) =>
    path.replaceAll("\\", "/"),
  );
  const sources = files.filter((path) => path.endsWith(".ts") && !KNOWS_RUNTIMES.test(path));
  expect(sources).toContain("service.ts");
  expect(
    sources
      .map((path) => [path, foreign(readFileSync(folder + path, "utf8"))])
      .filter(([, words]) => words?.length !== 0),
  ).toEqual([]);
});

test.each([
  ["process.env.KEY", "process"],
  ["typeof Deno", "Deno"],
  ['import { createHmac } from "node:crypto"', "node:crypto"],
  ["await import('bun:sqlite')", "bun:sqlite"],
])("it would be found in %s", (source, word) => {
  expect(foreign(source)).toEqual([word]);
  expect(foreign(`// ${source}`)).toEqual([]);
});
