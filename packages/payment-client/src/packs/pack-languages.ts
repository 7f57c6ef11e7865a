/**
 * The texts of the packs by language. English is part of `<dodo-topup-packs>`. The other languages
 * are loaded together when one of them is first needed.
 */
import { en } from "./words/en.ts";
import type { PackWords } from "./words/words.ts";

const known = new Map<string, PackWords>([["en", en]]);

/**
 * Registers the texts of a language, or replaces the registered ones. Call it before the first
 * packs are on the page.
 */
export function registerPackWords(words: PackWords): void {
  known.set(words.language, words);
}

/** Returns the registered texts of a language, or the English ones if it is not registered. */
export function packWordsAtHand(language: string): PackWords {
  return known.get(language) ?? en;
}

/**
 * Loads the catalogue if the language is not registered. If loading fails, or the catalogue does
 * not contain the language, the texts are English.
 */
export async function loadPackWords(language: string): Promise<void> {
  if (known.has(language)) return;
  const { catalogue } = await import("./words/catalogue.ts").catch(() => ({ catalogue: [] }));
  for (const words of catalogue) if (!known.has(words.language)) registerPackWords(words);
}
