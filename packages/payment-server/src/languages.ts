/** The languages of the result pages, as BCP 47 language tags. */
export const LANGUAGES = ["en", "de", "es", "fr", "pt", "ja", "zh", "hi", "ar"] as const;

/** A language of the result pages. */
export type Language = (typeof LANGUAGES)[number];

/**
 * Returns the best language of an `Accept-Language` header or of a language tag, or `null` if none
 * fits. The text is not trusted: the result is `null` or one of {@link LANGUAGES}.
 */
export function findLanguage(accept_language: string | null): Language | null {
  const wanted = (accept_language ?? "")
    .slice(0, 500)
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
      const quality = parameters
        .map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1])
        .find((value) => value !== undefined);
      const primary = tag.split("-", 1)[0];
      return {
        language: LANGUAGES.find((language) => language === primary) ?? null,
        quality: Number(quality ?? 1),
      };
    })
    .filter(({ language, quality }) => language !== null && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return wanted[0]?.language ?? null;
}
