import { UsageError } from "./usage-error.ts";

/**
 * Returns a PostgreSQL URL without its password and its parameters, so that it can be printed. The
 * parameters are left out because they can contain another password. `source` is the flag or the
 * variable that contains the URL, and is named in the error message. Throws a `UsageError` if `url`
 * is not a PostgreSQL URL, or if `url` has an `@` after its host.
 */
export function printableAddress(url: string, source: string): string {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new UsageError(
      `${source} must be a URL such as postgres://user:password@host/database, special characters of the password percent-encoded.`,
    );
  }
  const { protocol, username, host, pathname, search, hash } = new URL(url);
  // If the password has an unencoded `/`, `?` or `#`, the host of the URL ends there, so that parts
  // of the password would be printed. Such a URL has its `@` after the host, and is refused.
  if ((pathname + search + hash).includes("@")) {
    throw new UsageError(
      `${source} has an @ behind its host: percent-encode the special characters of the password, such as / as %2F.`,
    );
  }
  return `${protocol}//${username === "" ? "" : `${username}@`}${host}${pathname}`;
}
