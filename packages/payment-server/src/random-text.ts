const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * Returns 132 random bits as 22 characters of base64url, so that ids and links with them cannot be
 * guessed.
 */
export function randomText(): string {
  let text = "";
  for (const byte of crypto.getRandomValues(new Uint8Array(22))) text += ALPHABET.charAt(byte & 63);
  return text;
}

/** The characters of base64url in the order of their codes. */
const SORTED = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/**
 * Returns 22 characters of base64url that sort by `now`: seven for the Unix milliseconds, and then
 * 90 random bits. Ids that were created together then lie together in an index, and still cannot
 * be guessed.
 */
export function sortedText(now: number): string {
  let text = "";
  for (
    let rest = Math.max(0, Math.floor(now)), digit = 0;
    digit < 7;
    digit += 1, rest = Math.floor(rest / 64)
  )
    text = SORTED.charAt(rest % 64) + text;
  for (const byte of crypto.getRandomValues(new Uint8Array(15))) text += SORTED.charAt(byte & 63);
  return text;
}
