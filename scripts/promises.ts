/**
 * The ids in the titles of the tests and the page that explains them, `docs/promises.md`.
 * `pnpm promises` counts the titles again and writes the last column of the page.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A row of the page. */
export interface Promised {
  /** Such as `C04`. */
  id: string;
  /** The letter of the heading that the row stands under, an empty text if there is none. */
  family: string;
  /** The number of titles that carry the id, as the page says. */
  titles: number;
}

/** The path of the page. */
export const PAGE: string = fileURLToPath(new URL("../docs/promises.md", import.meta.url));

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = "{packages,examples,scripts,docs}/**/*.{ts,tsx}";
const SKIPPED = ["**/node_modules", "**/dist", "scripts/promises.test.ts"];

/**
 * Matches a title that begins with an id. A title in a field `title` is data of a test, not a title
 * of one.
 */
const TITLE = /(?<!\btitle: )(["'`])(\[[A-Z]\d{1,2}\].*?)(?<!\\)\1/g;
const ID = /\[([A-Z]\d{1,2})\]/g;
const ROW = /^\| ([A-Z]\d{1,2}) \|.*\| (\d+) \|$/;

/** Reads all sources of the repository, tests included. */
export function readSources(): string[] {
  return globSync(SOURCES, { cwd: ROOT, exclude: SKIPPED }).map((path) =>
    readFileSync(join(ROOT, path), "utf8"),
  );
}

/** Counts the titles that carry each id. */
export function countTitles(sources: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const source of sources)
    for (const [, , title = ""] of source.matchAll(TITLE))
      for (const [, id = ""] of title.matchAll(ID)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** Reads the rows of the page, in the order in which they stand. */
export function readPromises(page: string): Promised[] {
  let family = "";
  return page.split("\n").flatMap((line) => {
    family = /^## ([A-Z]):/.exec(line)?.[1] ?? family;
    const [, id, titles] = ROW.exec(line) ?? [];
    return id === undefined ? [] : [{ id, family, titles: Number(titles) }];
  });
}

/** Returns what is wrong with the page, a sentence for each; nothing if it is right. */
export function findProblems(page: string, counts: ReadonlyMap<string, number>): string[] {
  const rows = readPromises(page);
  const ids = new Set(rows.map(({ id }) => id));
  return [
    ...[...counts.keys()]
      .filter((id) => !ids.has(id))
      .map((id) => `${id} is in a title and has no row`),
    ...rows.flatMap((row, index) => [
      ...rowProblems(row, counts.get(row.id) ?? 0),
      ...orderProblems(row, rows.slice(0, index)),
    ]),
  ];
}

/** Returns the page with the counts as they are now. */
export function withCounts(page: string, counts: ReadonlyMap<string, number>): string {
  return page
    .split("\n")
    .map((line) => {
      const id = ROW.exec(line)?.[1];
      return id === undefined ? line : line.replace(/\d+ \|$/, `${counts.get(id) ?? 0} |`);
    })
    .join("\n");
}

function rowProblems({ id, family, titles }: Promised, counted: number): string[] {
  const problems: string[] = [];
  if (counted === 0) problems.push(`${id} has a row and is in no title`);
  else if (counted !== titles)
    problems.push(`${id} is in ${counted} titles and the page says ${titles}: run pnpm promises`);
  if (!id.startsWith(family) || family === "")
    problems.push(`${id} stands under the heading of another family`);
  return problems;
}

function orderProblems({ id }: Promised, above: readonly Promised[]): string[] {
  if (above.some((row) => row.id === id)) return [`${id} has two rows`];
  const last = above.at(-1)?.id ?? "";
  const is_sorted = last[0] !== id[0] || Number(last.slice(1)) < Number(id.slice(1));
  return is_sorted ? [] : [`${id} stands below ${last}`];
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(PAGE, withCounts(readFileSync(PAGE, "utf8"), countTitles(readSources())));
