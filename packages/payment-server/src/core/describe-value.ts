/**
 * Describes a value that the host returned, for a message to the host's developer. Returns a
 * number, a boolean, `null` or `undefined` as it is, and only the type of any other value, because
 * its text may be personal or secret.
 */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  switch (typeof value) {
    case "number":
    case "boolean":
      return String(value);
    case "bigint":
      return "a bigint";
    case "string":
      return value === "" ? "an empty string" : "a string";
    case "function":
      return "a function";
    case "object":
      return describeObject(value);
    default:
      return `a ${typeof value}`;
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return "a list";
  if (value instanceof Date) return "a Date";
  if (value instanceof Promise) return "a promise";
  return "an object";
}
