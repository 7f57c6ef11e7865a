import { languageOf } from "../../languages.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import type { DeskWords } from "./words.ts";

/** Returns the texts in the language around an element: German, or else English. */
export function wordsFor(element: Element): DeskWords {
  return languageOf(element).toLowerCase().startsWith("de") ? de : en;
}
