import { BaseSequencer, type TestSpecification } from "vitest/node";
import { SERVER } from "./plugin.ts";

/** Runs the likely files first and the rest after them, always in the same order. */
export function likelyFirst(likely: readonly string[]): typeof BaseSequencer {
  const place = ({ moduleId }: TestSpecification): number => {
    const index = likely.indexOf(moduleId.slice(SERVER.length));
    return index === -1 ? likely.length : index;
  };
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return [...files].sort((a, b) => place(a) - place(b) || (a.moduleId < b.moduleId ? -1 : 1));
    }
  };
}
