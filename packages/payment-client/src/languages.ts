import { ENGLISH, type ButtonWords } from "./button-words.ts";
import type { Words } from "./words/words.ts";

/**
 * The texts of a language. For a sentence that is missing, `statusLineOf()` uses the English one.
 */
export type KnownWords = ButtonWords & Partial<Words>;

/** The registered texts by language, such as `de`. English is always registered. */
const known = new Map<string, KnownWords>([["en", ENGLISH]]);

/**
 * Registers the texts of a language, or replaces the registered ones. Call it before the first
 * button is on the page.
 */
export function registerWords(words: Words): void {
  known.set(words.language, words);
}

/** Returns the registered texts of a language, or the built-in English ones if there are none. */
export function wordsAtHand(language: string): KnownWords {
  return known.get(primary(language)) ?? ENGLISH;
}

/**
 * Returns the texts of a language. If the language is not registered, the catalogue of all
 * languages is loaded first. If loading fails, or the catalogue does not contain the language,
 * returns the built-in English texts.
 */
export async function loadWords(language: string): Promise<KnownWords> {
  if (!known.has(primary(language))) {
    const { catalogue } = await import("./words/catalogue.ts").catch(() => ({ catalogue: [] }));
    for (const words of catalogue) if (!known.has(words.language)) registerWords(words);
  }
  return wordsAtHand(language);
}

/**
 * Returns the `lang` of the element or of its nearest ancestor that has one, across shadow roots.
 * If none has one, returns the browser's language.
 */
export function languageOf(element: Element): string {
  let lang;
  for (const root of rootsOf(element)) {
    lang ||= element.closest("[lang]")?.getAttribute("lang");
    element = (root as ShadowRoot).host;
  }
  return lang || navigator.language;
}

/**
 * Calls `changed` whenever a `lang` around the element may have changed, until the returned
 * observer is disconnected.
 */
export function observeLanguage(element: Element, changed: () => void): MutationObserver {
  const observer = new MutationObserver(changed);
  for (const root of rootsOf(element))
    observer.observe(root, { subtree: true, attributeFilter: ["lang"] });
  return observer;
}

/** Returns the shadow roots around an element, the innermost first, and then the document. */
function rootsOf(element: Element | undefined): Node[] {
  const root = element?.getRootNode();
  return root ? [root, ...rootsOf((root as Partial<ShadowRoot>).host)] : [];
}

/** Returns the primary language of a tag in lower case, such as `de` for `de-AT`. */
function primary(tag: string): string {
  return tag.replace(/-.*/, "").toLowerCase();
}
