/** One edit of a source file, whose path is relative to `packages/payment-server/src`. */
export interface Edit {
  file: string;
  /** The text to replace. It must occur exactly once in the file; its layout does not matter. */
  find: string;
  replace: string;
}

/** A bug that a careful programmer could write. */
export interface Mutant {
  name: string;
  /** One sentence about the damage that the bug would do. */
  what: string;
  edits: readonly Edit[];
  /**
   * Test files that should notice the bug, the most likely first. The rest of the suite runs after
   * them.
   */
  likely: readonly string[];
}

/** Returns the source with the edit applied. Throws unless the text occurs exactly once. */
export function edited(source: string, { file, find, replace }: Edit): string {
  const places = [...source.matchAll(layoutFree(find))];
  const [place] = places;
  if (place === undefined || places.length > 1) {
    throw new Error(
      `\`${find}\` occurs ${places.length} times in ${file}; an edit needs a place that is there once`,
    );
  }
  return source.slice(0, place.index) + replace + source.slice(place.index + place[0].length);
}

/** Matches the text in any layout: spaces, line breaks and trailing commas do not matter. */
function layoutFree(text: string): RegExp {
  const characters = text.replaceAll(/\s/g, "").split("");
  const pattern = characters.map((character) => {
    const literal = character.replace(/[$()*+.?[\\\]^{|}]/, "\\$&");
    return ")]}".includes(character) ? `(?:,\\s*)?${literal}` : literal;
  });
  return new RegExp(pattern.join("\\s*"), "g");
}
