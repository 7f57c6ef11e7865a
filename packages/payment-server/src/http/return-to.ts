import { PaymentError } from "../errors.ts";
import type { BaseAddress } from "./public-address.ts";
import { isOwnOrigin, type OriginSettings } from "./origin.ts";

/**
 * Checks `return_to`, the address that the result page links back to, and returns it as an absolute
 * address. Returns `null` for `null`. The address must be a path, or an http or https address on
 * our own origin or one of `return_origins`. It may have at most 2,000 characters, and no user,
 * password, backslash, space or control character. Throws `invalid_return_to` otherwise.
 */
export function readReturnTo(
  settings: OriginSettings,
  own: BaseAddress,
  value: string | null,
): string | null {
  if (value === null) return null;
  const from = `${own.origin}${own.path}/`;
  // An address with a backslash, a space or a control character is refused, because browsers and
  // URL parsers do not agree on its meaning.
  const url =
    !/[\\\u0000-\u0020]/.test(value) && URL.canParse(value, from) ? new URL(value, from) : null;
  const web =
    url !== null &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.username === "" &&
    url.password === "";
  const known =
    url !== null && (isOwnOrigin(own, url.origin) || settings.return_origins.has(url.origin));
  if (url !== null && web && known && value.length <= 2_000) return url.href;
  throw new PaymentError(
    "invalid_return_to",
    "`return_to` must be an address on one of the server's `return_origins`.",
  );
}
