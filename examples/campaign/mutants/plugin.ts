import { fileURLToPath } from "node:url";
import type { Plugin } from "vitest/config";
import { edited, type Mutant } from "./mutant.ts";

/** The folder of the server's package. Paths of test files are relative to it. */
export const SERVER: string = fileURLToPath(
  new URL("../../../packages/payment-server/", import.meta.url),
);

/** The folder of the sources that are edited. */
const SOURCES = `${SERVER}src/`;

/**
 * Applies the edits while the sources are loaded. No file on disk changes, so a crash cannot leave
 * a bug behind.
 */
export function mutantPlugin(mutant: Mutant): Plugin {
  return {
    name: "mutant",
    enforce: "pre",
    transform(code, id) {
      const edits = mutant.edits.filter(({ file }) => id.split("?")[0] === SOURCES + file);
      return edits.length === 0 ? null : { code: edits.reduce(edited, code), map: null };
    },
  };
}
