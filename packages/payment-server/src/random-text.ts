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
