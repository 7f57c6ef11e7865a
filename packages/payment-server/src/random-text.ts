/**
 * Returns 128 random bits as 22 characters of base64url, so that ids and links with them cannot be
 * guessed.
 */
export function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
