import { fileURLToPath } from "node:url";
import type { Plugin } from "vitest/config";
import { edited, type Mutant } from "./mutant.ts";

/** Where the sources that are mutated lie. */
export const SOURCES: string = fileURLToPath(
  new URL("../../../packages/payment-server/src/", import.meta.url),
);

/** Makes the edits while the sources are loaded: nothing on disk is touched, so nothing can be left broken. */
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
