// The snippets of docs/databases.md: what the page shows is what the tests run.
import { readFileSync } from "node:fs";

const page = readFileSync(new URL("../../docs/databases.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/```\w+\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

/** The one code block that has `part` in it. */
export function snippet(part: string): string {
  const [found, ...others] = blocks.filter((text) => text.includes(part));
  if (found === undefined || others.length > 0)
    throw new Error(`docs/databases.md must have one snippet with ${part}`);
  return found;
}

/** `text` with `from` replaced by `to`. Throws if there is no `from`: the page has changed. */
export function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the snippet of docs/databases.md has no ${from}`);
  return text.replaceAll(from, to);
}
