import { readFileSync } from "node:fs";

/**
 * Returns the text of a file below the package's folder `templates`. This module lies in `src`, and
 * its code in `dist`, both of which are beside that folder.
 */
export function readTemplate(path: string): string {
  return readFileSync(new URL(`../templates/${path}`, import.meta.url), "utf8");
}
