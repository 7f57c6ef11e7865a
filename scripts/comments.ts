// Draws comments of the sources at random, to be read aloud: `pnpm comments [--count 30] [--seed 1]`.
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import ts from "typescript";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "30" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
  },
});

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

interface Comment {
  place: string;
  text: string;
  /** The line of code below the comment. */
  code: string;
}

/** The signs of a comment at the beginning and the end of its lines. */
const MARKS = /^\s*(\/\*\*?|\*\/|\*|\/\/) ?|\s*\*\/$/gm;

function commentsOf(path: string): Comment[] {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const found = new Map<number, Comment>();
  const visit = (node: ts.Node): void => {
    const ranges = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [];
    const [first, last] = [ranges[0], ranges.at(-1)];
    // Lines that begin with `//` are ranges of their own, and one comment to a reader.
    if (first !== undefined && last !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(first.pos);
      const text = source.text.slice(first.pos, last.end).replaceAll(MARKS, "").trim();
      const [code = ""] = source.text.slice(node.getStart()).split("\n");
      found.set(first.pos, { place: `${path}:${line + 1}`, text, code });
    }
    for (const child of node.getChildren(source)) visit(child);
  };
  visit(source);
  return [...found.values()];
}

/** A small generator (mulberry32), so that a seed draws the same comments again. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = createRandom(Number(values.seed));
const comments = globSync("packages/*/src/**/*.ts")
  .filter((path) => !path.endsWith(".test.ts"))
  .sort()
  .flatMap(commentsOf);
console.log(`${values.count} of ${comments.length} comments, seed ${values.seed}`);
for (let drawn = 0; drawn < Number(values.count); drawn += 1) {
  const [comment] = comments.splice(Math.floor(random() * comments.length), 1);
  if (comment === undefined) break;
  console.log(`\n${drawn + 1}. ${comment.place}\n${comment.text}\n    ${comment.code.trim()}`);
}
