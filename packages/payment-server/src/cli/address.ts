import { UsageError } from "./usage-error.ts";

/**
 * Returns a PostgreSQL URL for display: without its password, and without its parameters, which may
 * hold another password. `source` names the flag or the variable that the URL came from, for the
 * error message. Throws a `UsageError` if it is not a PostgreSQL URL.
 */
export function printableAddress(url: string, source: string): string {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new UsageError(
      `${source} must be a URL such as postgres://user:password@host/database, special characters of the password percent-encoded.`,
    );
  }
  const { protocol, username, host, pathname, search, hash } = new URL(url);
  // A bare `/`, `?` or `#` in a password ends the host too early, and the rest of the password
  // would be printed as a path. Such a URL has its `@` after the host, so it is refused.
  if ((pathname + search + hash).includes("@")) {
    throw new UsageError(
      `${source} has an @ behind its host: percent-encode the special characters of the password, such as / as %2F.`,
    );
  }
  return `${protocol}//${username === "" ? "" : `${username}@`}${host}${pathname}`;
}
