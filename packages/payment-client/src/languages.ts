import { en } from "./words/en.ts";
import type { Words } from "./words/words.ts";

/** The registered words by language. English is always among them. */
const known = new Map<string, Words>([["en", en]]);

/**
 * Registers another language, or replaces the words of one. Call it before the first button is on
 * the page.
 */
export function registerWords(words: Words): void {
  known.set(words.language, words);
}

/** Returns the registered words of a language, or English if there are none. */
export function wordsAtHand(language: string): Words {
  return known.get(primary(language)) ?? en;
}

/**
 * Returns the words of a language, and loads the catalogue of all languages if that one is not
 * registered. If the catalogue cannot be loaded, the words are English.
 */
export async function loadWords(language: string): Promise<Words> {
  if (!known.has(primary(language))) {
    const { catalogue } = await import("./words/catalogue.ts").catch(() => ({ catalogue: [] }));
    for (const words of catalogue) if (!known.has(words.language)) registerWords(words);
  }
  return wordsAtHand(language);
}

/**
 * Returns the language of the text around an element, or the browser's if the page declares none.
 */
export function languageOf(element: Element): string {
  return (
    (element.closest<HTMLElement>("[lang]") ?? document.documentElement).lang || navigator.language
  );
}

/** Returns `de` for `de-AT`. */
function primary(tag: string): string {
  return tag.replace(/-.*/, "").toLowerCase();
}
