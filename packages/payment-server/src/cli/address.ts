import { UsageError } from "./usage-error.ts";

/**
 * A PostgreSQL URL as it may be shown: without its password, and without its parameters, among which may be another one.
 * `named` is what it came from. Throws a `UsageError` if it is none.
 */
export function shownAddress(url: string, named: string): string {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new UsageError(
      `${named} must be a URL such as postgres://user:password@host/database, special characters of the password percent-encoded.`,
    );
  }
  const { protocol, username, host, pathname, search, hash } = new URL(url);
  // A bare `/`, `?` or `#` in a password ends the host too early: what is left of the password would be shown.
  if ((pathname + search + hash).includes("@")) {
    throw new UsageError(
      `${named} has an @ behind its host: percent-encode the special characters of the password, such as / as %2F.`,
    );
  }
  return `${protocol}//${username === "" ? "" : `${username}@`}${host}${pathname}`;
}
