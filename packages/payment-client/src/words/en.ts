import { ENGLISH } from "../button-words.ts";
import { ENGLISH_SENTENCES } from "../english-sentences.ts";
import type { Words } from "./words.ts";

/** The texts in English. */
export const en: Words = { ...ENGLISH, ...ENGLISH_SENTENCES };
