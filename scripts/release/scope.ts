/** The scope of the packages on npm. `pnpm rename-scope @acme` changes it in the whole project. */
export const SCOPE = "@x";

/** Returns whether npm takes this as a scope: `@`, then lower case letters, digits, `-`, `_`, `.`. */
export function isScope(text: string): boolean {
  return /^@[a-z0-9][a-z0-9._-]*$/.test(text) && text.length <= 64;
}

/**
 * Returns a text with `to` in place of the scope `from`: in the names of packages (as they are, in a
 * regular expression, in a URL and in a folder of a store), and where it stands alone in quotes.
 */
export function withScope(text: string, from: string, to: string): string {
  const escaped = from.replaceAll(".", "\\.");
  return text.replace(new RegExp(`(?<![\\w.])${escaped}(?=[/+"'\`:]|\\\\/|%2F)`, "g"), to);
}
