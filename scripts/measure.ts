// Measures the sources: `pnpm measure` prints a row for each package above the aims, and fails when
// one is missed.
// Exported suites are sources; test files and the `test` folder are tests. `examples/browser/*.test.ts`
// drive the elements in a browser, so they count as tests of payment-client. Callbacks do not count as
// functions.
import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise } from "dependency-cruiser";
import ts from "typescript";

const PACKAGES = ["payment-server", "payment-client", "dodo-emulator"];
/** The tests of a package that stand outside of its folder. */
const TESTS_ELSEWHERE: Readonly<Record<string, string>> = {
  "payment-client": "examples/browser/*.test.ts",
};
/** Functions longer than this fail, unless they only return a table. */
const LONGEST = 60;

interface Row {
  /** Lines of each source file, ascending. */
  files: number[];
  /** Lines of each function, ascending. */
  functions: number[];
  /** `path: name (lines)` of what is longer than it may be. */
  too_long: string[];
  cycles: number;
  /** Lines with a comment among 100 lines of source. */
  comments: number;
  /** Lines of tests to one line of source. */
  tests: number;
  /** Percent of the lines. */
  duplicated: number;
}

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

async function measure(name: string): Promise<Row> {
  const folder = `packages/${name}`;
  const row: Row = {
    files: [],
    functions: [],
    too_long: [],
    cycles: await countCycles(folder),
    comments: 0,
    tests: 0,
    duplicated: duplicatedPercent(folder),
  };
  for (const path of globSync(`${folder}/{src,test}/**/*.{ts,tsx}`)) {
    const text = readFileSync(path, "utf8");
    const lines = countLines(text);
    if (path.startsWith(join(folder, "test")) || /\.test\.tsx?$/.test(path)) {
      row.tests += lines;
      continue;
    }
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    row.files.push(lines);
    if (lines > 250) row.too_long.push(`${path} (${lines})`);
    row.comments += countCommentLines(source);
    walk(source, (node) => addFunction(row, source, node));
  }
  for (const path of globSync(TESTS_ELSEWHERE[name] ?? []))
    row.tests += countLines(readFileSync(path, "utf8"));
  const total = row.files.reduce((sum, lines) => sum + lines, 0);
  row.comments = (100 * row.comments) / total;
  row.tests /= total;
  row.files.sort((a, b) => a - b);
  row.functions.sort((a, b) => a - b);
  return row;
}

function countLines(text: string): number {
  return text.trimEnd().split("\n").length;
}

function addFunction(row: Row, source: ts.SourceFile, node: ts.Node): void {
  const name = functionName(node);
  if (name === null) return;
  const lineAt = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
  const lines = lineAt(node.getEnd()) - lineAt(node.getStart()) + 1;
  row.functions.push(lines);
  if (lines > LONGEST && !isTable(node))
    row.too_long.push(`${source.fileName}: ${name} (${lines})`);
}

/** Whether a function only returns an object literal, such as a row that is read field by field. */
function isTable(node: ts.Node): boolean {
  if (!ts.isFunctionDeclaration(node)) return false;
  const statements = node.body?.statements ?? [];
  const [only] = statements;
  let value = only !== undefined && ts.isReturnStatement(only) ? only.expression : undefined;
  if (value !== undefined && ts.isAsExpression(value)) value = value.expression;
  return statements.length === 1 && value !== undefined && ts.isObjectLiteralExpression(value);
}

/** The name of a function that has a body; `null` for callbacks and for everything else. */
function functionName(node: ts.Node): string | null {
  if (ts.isConstructorDeclaration(node)) return node.body ? "constructor" : null;
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node))
    return node.body ? (node.name?.getText() ?? "default") : null;
  if (!ts.isVariableDeclaration(node) && !ts.isPropertyAssignment(node)) return null;
  const value = node.initializer;
  const is_function = value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));
  return is_function && ts.isBlock(value.body) ? node.name.getText() : null;
}

function countCommentLines(source: ts.SourceFile): number {
  const lines = new Set<number>();
  const add = (ranges: ts.CommentRange[] | undefined): void => {
    for (const { pos, end } of ranges ?? []) {
      const last = source.getLineAndCharacterOfPosition(end).line;
      for (let line = source.getLineAndCharacterOfPosition(pos).line; line <= last; line += 1)
        lines.add(line);
    }
  };
  walk(source, (node) => {
    if (node.getChildCount(source) > 0) return;
    add(ts.getLeadingCommentRanges(source.text, node.getFullStart()));
    add(ts.getTrailingCommentRanges(source.text, node.getEnd()));
  });
  return lines.size;
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  for (const child of node.getChildren()) walk(child, visit);
}

async function countCycles(folder: string): Promise<number> {
  const { output } = await cruise([`${folder}/src`], {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    validate: true,
    ruleSet: {
      forbidden: [{ name: "cycle", severity: "error", from: {}, to: { circular: true } }],
    },
  });
  if (typeof output === "string") throw new Error("dependency-cruiser returned a text");
  return output.summary.violations.length;
}

/** Generated documents, such as the OpenAPI document, repeat themselves and do not count. */
function duplicatedPercent(folder: string): number {
  const report = mkdtempSync(join(tmpdir(), "duplicated-"));
  try {
    const sources = ["--format", "typescript", "--ignore", "**/*.test.ts"];
    const options = [...sources, "--reporters", "json", "--output", report];
    execFileSync("jscpd", [`${folder}/src`, "--silent", ...options]);
    const { statistics } = JSON.parse(readFileSync(join(report, "jscpd-report.json"), "utf8"));
    return Number(statistics.total.percentage);
  } finally {
    rmSync(report, { recursive: true });
  }
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
const spread = (sorted: readonly number[]): string =>
  `${at(sorted, 0.5)} / ${at(sorted, 0.9)} / ${at(sorted, 1)}`;

function isMet({ files, functions, too_long, cycles, comments, tests, duplicated }: Row): boolean {
  return (
    at(files, 0.5) <= 70 &&
    at(files, 0.9) <= 200 &&
    at(functions, 0.5) <= 10 &&
    at(functions, 0.9) <= 25 &&
    too_long.length === 0 &&
    cycles === 0 &&
    comments >= 12 &&
    comments <= 25 &&
    tests >= 1.5 &&
    duplicated < 1
  );
}

const rows: { name: string; row: Row }[] = [];
// The runs are sequential, since concurrent runs of dependency-cruiser share state.
for (const name of PACKAGES) rows.push({ name, row: await measure(name) });
console.log("| package | files | functions | cycles | comments | test : source | duplicated |");
console.log("| --- | --- | --- | --- | --- | --- | --- |");
for (const { name, row } of rows) {
  const { files, functions, cycles, comments, tests, duplicated } = row;
  console.log(
    `| ${name} | ${spread(files)} | ${spread(functions)} | ${cycles} | ${comments.toFixed(1)} | ${tests.toFixed(2)} | ${duplicated.toFixed(1)} % |`,
  );
}
console.log("| aim | ≤ 70 / ≤ 200 / ≤ 250 | ≤ 10 / ≤ 25 / ≤ 60 | 0 | 12–25 | ≥ 1.5 | < 1 % |");
for (const { row } of rows) for (const line of row.too_long) console.log(`too long: ${line}`);
process.exit(rows.every(({ row }) => isMet(row)) ? 0 : 1);
