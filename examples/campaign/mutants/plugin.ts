import { fileURLToPath } from "node:url";
import type { Plugin } from "vitest/config";
import { edited, type Mutant } from "./mutant.ts";

/** The folder of the server's package: test files are named by their path below it. */
export const SERVER: string = fileURLToPath(
  new URL("../../../packages/payment-server/", import.meta.url),
);

/** The folder of the sources that are edited. */
const SOURCES = `${SERVER}src/`;

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
