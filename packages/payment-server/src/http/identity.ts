import { describeValue } from "../core/describe-value.ts";

/** Returns whether a value can be the id of a user: a string of at least one character. */
export function isUserId(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/**
 * Returns what is wrong with the result of the host's `authenticate()`, or `null` if nothing is
 * wrong. An identity and `null` are right. So are `{}` and `{ user_id: undefined }`, which have no
 * user and no other field. The text names types and fields, but no strings or numbers, which may be
 * personal.
 */
export function wrongIdentity(identity: unknown): string | null {
  if (identity === null) return null;
  if (typeof identity !== "object" || Array.isArray(identity)) return describeType(identity);
  const { user_id, admin } = identity as { user_id?: unknown; admin?: unknown };
  if (admin !== undefined && admin !== null && typeof admin !== "boolean")
    return `an identity whose \`admin\` is ${describeType(admin)}, which does not make an administrator`;
  if (user_id !== undefined && user_id !== null)
    return isUserId(user_id) ? null : `an identity whose \`user_id\` is ${describeType(user_id)}`;
  const keys = Object.keys(identity).filter((key) => key !== "user_id" && key !== "admin");
  const plain = keys.filter((key) => /^[A-Za-z_]{1,40}$/.test(key)).slice(0, 10);
  if (keys.length === 0 || admin === true) return null;
  return `an object without \`user_id\`${plain.length === 0 ? "" : ` (it has ${plain.join(", ")})`}`;
}

/**
 * Returns whether an error says that a token is not valid. Such errors are every error with the
 * status 401, and the errors about tokens that these libraries throw: jsonwebtoken
 * (https://github.com/auth0/node-jsonwebtoken#errors--codes) and jose
 * (https://github.com/panva/jose/blob/main/docs/util/errors/README.md). A missing key is not a
 * fault of the token, so an error about a missing key does not count.
 */
export function isTokenError(error: unknown): boolean {
  const { status, statusCode, name, code, message } = Object(error) as Record<string, unknown>;
  if (status === 401 || statusCode === 401) return true;
  if (TOKEN_ERRORS.has(name)) return !/^(error in )?secret or public key/.test(String(message));
  return typeof code === "string" && /^ERR_JW[EST]_|^ERR_JOSE_ALG_NOT_ALLOWED$/.test(code);
}

const TOKEN_ERRORS: ReadonlySet<unknown> = new Set([
  "JsonWebTokenError",
  "TokenExpiredError",
  "NotBeforeError",
]);

/**
 * Describes a value like `describeValue()`, but does not show a number, which may be the id of a
 * user.
 */
function describeType(value: unknown): string {
  return typeof value === "number" ? "a number" : describeValue(value);
}
