import { readFileSync } from "node:fs";

/**
 * Returns the text of a file below the package's folder `templates`. The folder's relative URL is
 * the same from `src` and from `dist`, because both are beside `templates`.
 */
export function readTemplate(path: string): string {
  return readFileSync(new URL(`../templates/${path}`, import.meta.url), "utf8");
}
