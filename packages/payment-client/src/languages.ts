import { en } from "./words/en.ts";
import type { Words } from "./words/words.ts";

/** The registered texts by language, such as `de`. English is always registered. */
const known = new Map<string, Words>([["en", en]]);

/**
 * Registers the texts of a language, or replaces the registered ones. Call it before the first
 * button is on the page.
 */
export function registerWords(words: Words): void {
  known.set(words.language, words);
}

/** Returns the registered texts of a language, or the English ones if it is not registered. */
export function wordsAtHand(language: string): Words {
  return known.get(primary(language)) ?? en;
}

/**
 * Returns the texts of a language. If the language is not registered, the catalogue of all
 * languages is loaded first. If loading fails, or the catalogue does not contain the language, the
 * texts are English.
 */
export async function loadWords(language: string): Promise<Words> {
  if (!known.has(primary(language))) {
    const { catalogue } = await import("./words/catalogue.ts").catch(() => ({ catalogue: [] }));
    for (const words of catalogue) if (!known.has(words.language)) registerWords(words);
  }
  return wordsAtHand(language);
}

/** Returns the nearest `lang` around an element, or the browser's language if there is none. */
export function languageOf(element: Element): string {
  return (
    (element.closest<HTMLElement>("[lang]") ?? document.documentElement).lang || navigator.language
  );
}

/** Returns the primary language of a tag in lower case, such as `de` for `de-AT`. */
function primary(tag: string): string {
  return tag.replace(/-.*/, "").toLowerCase();
}
