/**
 * Returns 128 random bits as base64url, 22 characters: too many to guess an id or a link that ends
 * with them.
 */
export function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
