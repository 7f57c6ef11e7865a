/** One place of a source of the server, by its path below `packages/payment-server/src`. */
export interface Edit {
  file: string;
  /** Occurs exactly once in the file. */
  find: string;
  replace: string;
}

/** A bug that somebody could write in good faith. */
export interface Mutant {
  name: string;
  /** One sentence: what it would cost. */
  what: string;
  edits: readonly Edit[];
  /** Test files that should notice, the likeliest first; the rest of the suite runs after them. */
  likely: readonly string[];
}

/** The source with the edit made. Throws if the place is not there, or there more than once. */
export function edited(source: string, { file, find, replace }: Edit): string {
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(
      `\`${find}\` occurs ${source.split(find).length - 1} times in ${file}; an edit needs a place that is there once`,
    );
  }
  return before + replace + after;
}
