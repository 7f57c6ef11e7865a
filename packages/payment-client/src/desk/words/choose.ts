import { languageOf } from "../../languages.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import type { DeskWords } from "./words.ts";

/**
 * Returns the German texts if the language of the element is German, otherwise the English ones.
 */
export function wordsFor(element: Element): DeskWords {
  return languageOf(element).toLowerCase().startsWith("de") ? de : en;
}
