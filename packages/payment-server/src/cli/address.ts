import { UsageError } from "./usage-error.ts";

/**
 * Returns a PostgreSQL URL without its password and its parameters, so that it can be printed. The
 * parameters are left out because they can contain another password. `source` is the flag or the
 * variable that contains the URL, for the error message. Throws a `UsageError` if `url` is not a
 * PostgreSQL URL, or if its password is not percent-encoded.
 */
export function printableAddress(url: string, source: string): string {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new UsageError(
      `${source} must be a URL such as postgres://user:password@host/database, special characters of the password percent-encoded.`,
    );
  }
  const { protocol, username, host, pathname, search, hash } = new URL(url);
  // An unencoded `/`, `?` or `#` in the password ends the host, and the rest of the password
  // becomes part of the path, which is printed. Such a URL has its `@` after the host, so it is
  // refused.
  if ((pathname + search + hash).includes("@")) {
    throw new UsageError(
      `${source} has an @ behind its host: percent-encode the special characters of the password, such as / as %2F.`,
    );
  }
  return `${protocol}//${username === "" ? "" : `${username}@`}${host}${pathname}`;
}
