import type { Language } from "../../languages.ts";
import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { hi } from "./hi.ts";
import { ja } from "./ja.ts";
import { pt } from "./pt.ts";
import type { Words } from "./words.ts";
import { zh } from "./zh.ts";

/** The texts of every language. */
export const CATALOGUE: Readonly<Record<Language, Words>> = {
  en,
  de,
  es,
  fr,
  pt,
  ja,
  zh,
  hi,
  ar,
};
