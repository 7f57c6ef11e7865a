import { describeValue } from "../core/describe-value.ts";

/** Whether a value is the id of a user: a string of at least one character. */
export function isUserId(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/**
 * Returns what is wrong with the result of the host's `authenticate()`, or `null` if it is an
 * identity or `null`. An identity without a user, such as `{}` or `{ user_id: undefined }`, is not
 * wrong. The text names types and fields but no values, which may be personal.
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

/** Describes a value without showing it, because an id is personal even if it is a number. */
function describeType(value: unknown): string {
  return typeof value === "number" ? "a number" : describeValue(value);
}
