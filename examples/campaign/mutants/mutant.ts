/** One place of a source of the server, by its path below `packages/payment-server/src`. */
export interface Edit {
  file: string;
  /** Occurs exactly once in the file; its layout does not count. */
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
  const places = [...source.matchAll(layoutFree(find))];
  const [place] = places;
  if (place === undefined || places.length > 1) {
    throw new Error(
      `\`${find}\` occurs ${places.length} times in ${file}; an edit needs a place that is there once`,
    );
  }
  return source.slice(0, place.index) + replace + source.slice(place.index + place[0].length);
}

/** Matches the text however the formatter lays it out: spaces, line breaks and trailing commas do not count. */
function layoutFree(text: string): RegExp {
  const characters = text.replaceAll(/\s/g, "").split("");
  const pattern = characters.map((character) => {
    const literal = character.replace(/[$()*+.?[\\\]^{|}]/, "\\$&");
    return ")]}".includes(character) ? `(?:,\\s*)?${literal}` : literal;
  });
  return new RegExp(pattern.join("\\s*"), "g");
}
