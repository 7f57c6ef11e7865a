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

/** The texts of every language, by its BCP 47 primary tag. */
export const CATALOGUE: Readonly<Record<string, Words>> = { en, de, es, fr, pt, ja, zh, hi, ar };

/**
 * Returns the best language of an `Accept-Language` header, and its texts; English if none fits.
 * The header is not trusted: the result is always a key of the catalogue.
 */
export function chooseWords(accept_language: string | null): { language: string; words: Words } {
  const wanted = (accept_language ?? "")
    .slice(0, 500)
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
      const quality = parameters
        .map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1])
        .find((value) => value !== undefined);
      return { language: tag.split("-", 1)[0] ?? "", quality: Number(quality ?? 1) };
    })
    .filter(({ language, quality }) => Object.hasOwn(CATALOGUE, language) && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const language = wanted[0]?.language ?? "en";
  return { language, words: CATALOGUE[language] ?? en };
}
