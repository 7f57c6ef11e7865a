// Reads the snippets of docs/databases.md, so that the tests run what the page shows.
import { readFileSync } from "node:fs";

const page = readFileSync(new URL("../../docs/databases.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/```\w+\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

/** Returns the only code block that contains `part`. */
export function snippet(part: string): string {
  const [found, ...others] = blocks.filter((text) => text.includes(part));
  if (found === undefined || others.length > 0)
    throw new Error(`docs/databases.md must have one snippet with ${part}`);
  return found;
}

/**
 * Returns `text` with `from` replaced by `to`. Throws if `text` does not contain `from`, since the
 * page has changed then.
 */
export function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the snippet of docs/databases.md has no ${from}`);
  return text.replaceAll(from, to);
}
