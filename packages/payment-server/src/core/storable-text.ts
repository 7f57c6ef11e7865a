/**
 * Whether a text can be an id in our rows: 1 to 500 characters, none of them a control character or
 * half of a surrogate pair. PostgreSQL cannot store a NUL character, and every database stores half
 * of a pair as another character.
 */
export function isStorableId(text: string): boolean {
  return /^[^\p{Cc}\p{Cs}]{1,500}$/u.test(text);
}

/** The end of an error message about an id that cannot be stored. */
export const UNSTORABLE =
  "has a control character, half of a surrogate pair or more than 500 characters";

/**
 * Whether every database stores this text unchanged. The text was written by a person and may have
 * several lines.
 */
export function isStorableText(text: string): boolean {
  return /^[^\0\p{Cs}]*$/u.test(text);
}
