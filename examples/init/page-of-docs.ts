// Reads a page of docs/ as its reader does: the commands, and the files with their places.
import { readFileSync } from "node:fs";

/** A file that a page shows. */
export interface ShownFile {
  /** The place in the reader's project, which the first line of the file says. */
  path: string;
  text: string;
  /** The file of the repository that is shown. */
  source: string;
}

/** Returns the blocks of a language in their order. */
export function blocksOf(page: string, language: string): string[] {
  const found = page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"));
  return [...found].map(([, text = ""]) => text);
}

/** Returns the files that a page shows in place of `<!-- code: path -->`. */
export function filesOf(page: string, root: string): ShownFile[] {
  return [...page.matchAll(/^<!-- code: (\S+) -->$/gm)].map(([, source = ""]) => {
    const text = readFileSync(`${root}${source}`, "utf8");
    const [, path = ""] = /^\/\/ (\S+)\n/.exec(text) ?? [];
    return { path, text, source };
  });
}
