import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faceLines, pageOf, readFace, sizeRows } from "./difference.ts";

test("a name that came, one that went and one that changed are shown, and no other", () => {
  const before = new Map([
    ["index: a", "declare const a: number;"],
    ["index: gone", "declare const gone: 1;"],
    ["index: same", "declare const same: 1;"],
    ["index: Wide", "interface Wide {\n    one: 1;\n    two: 2;\n}"],
  ]);
  const after = new Map([
    ["index: a", "declare const a: string;"],
    ["index: came", "declare const came: 1;"],
    ["index: same", "declare const same: 1;"],
    ["index: Wide", "interface Wide {\n    one: 1;\n    three: 3;\n}"],
  ]);
  expect(faceLines(before, after)).toEqual([
    "# index: Wide",
    "-     two: 2;",
    "+     three: 3;",
    "# index: a",
    "- declare const a: number;",
    "+ declare const a: string;",
    "# index: came",
    "+ declare const came: 1;",
    "# index: gone",
    "- declare const gone: 1;",
  ]);
});

test("the sizes that differ are rows, and the sum is always one", () => {
  const before = new Map([
    ["a.js", 1_000],
    ["gone.js", 5],
    ["same.js", 10],
  ]);
  const after = new Map([
    ["a.js", 1_200],
    ["came.js", 7],
    ["same.js", 10],
  ]);
  expect(sizeRows(before, after)).toEqual([
    "| a.js | 1,000 | 1,200 | +200 |",
    "| came.js | 0 | 7 | +7 |",
    "| gone.js | 5 | 0 | -5 |",
    "| all files | 1,015 | 1,217 | +202 |",
  ]);
});

test("a package that did not change has one row and one sentence", () => {
  const page = pageOf(
    "one",
    [new Map([["a.js", 1]]), new Map([["a.js", 1]])],
    [new Map(), new Map()],
  );
  expect(page.split("\n").filter((line) => line !== "")).toEqual([
    "## one",
    "| file, gzip -9 | before | after | |",
    "| --- | ---: | ---: | ---: |",
    "| all files | 1 | 1 | 0 |",
    "Its public names are the same.",
  ]);
});

test("the face of a package is what its built types export, without comments and private parts", () => {
  const folder = mkdtempSync(join(tmpdir(), "face-"));
  try {
    mkdirSync(join(folder, "dist"));
    writeFileSync(
      join(folder, "dist/part-ABCDEFGH.d.ts"),
      "export interface P { /** x */ a: 1 }\n",
    );
    writeFileSync(
      join(folder, "dist/index.d.ts"),
      'export type { P as Q } from "./part-ABCDEFGH.js";\ninterface Own {}\nexport declare const a: Own;\n',
    );
    expect([...readFace(folder)]).toEqual([
      ["index: Q", "export interface P {\n    a: 1;\n}"],
      ["index: a", "a: Own"],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
