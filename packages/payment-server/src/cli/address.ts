import { UsageError } from "./usage-error.ts";

/**
 * Returns a PostgreSQL URL without its password and without its parameters, which may hold another
 * password. `source` is the flag or the variable that it came from, for the message. Throws a
 * `UsageError` if it is not such a URL.
 */
export function printableAddress(url: string, source: string): string {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new UsageError(
      `${source} must be a URL such as postgres://user:password@host/database, special characters of the password percent-encoded.`,
    );
  }
  const { protocol, username, host, pathname, search, hash } = new URL(url);
  // A bare `/`, `?` or `#` in a password ends the host too early, and the rest of the password
  // would be printed.
  if ((pathname + search + hash).includes("@")) {
    throw new UsageError(
      `${source} has an @ behind its host: percent-encode the special characters of the password, such as / as %2F.`,
    );
  }
  return `${protocol}//${username === "" ? "" : `${username}@`}${host}${pathname}`;
}
