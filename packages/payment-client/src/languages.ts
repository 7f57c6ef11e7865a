import { en } from "./words/en.ts";
import type { Words } from "./words/words.ts";

const known = new Map<string, Words>([["en", en]]);

/** Another language, or other words for one. Before the first button is on the page. */
export function registerWords(words: Words): void {
  known.set(words.language, words);
}

/** What is at hand at once; English where nothing is. */
export function wordsAtHand(language: string): Words {
  return known.get(primary(language)) ?? en;
}

/** Fetches the other languages where one is spoken that is not at hand; without them it is English. */
export async function loadWords(language: string): Promise<Words> {
  if (!known.has(primary(language))) {
    const { catalogue } = await import("./words/catalogue.ts").catch(() => ({ catalogue: [] }));
    for (const words of catalogue) if (!known.has(words.language)) registerWords(words);
  }
  return wordsAtHand(language);
}

/** The language of the text around an element; the visitor's where the page does not say. */
export function languageOf(element: Element): string {
  return (
    (element.closest<HTMLElement>("[lang]") ?? document.documentElement).lang || navigator.language
  );
}

function primary(tag: string): string {
  return tag.replace(/-.*/, "").toLowerCase();
}
