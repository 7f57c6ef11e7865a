/** Throws an Error with both values if they differ. The order of keys does not count. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [canonical(actual), canonical(expected)];
  if (is !== should) throw new Error(`${what}: expected ${should}, got ${is}`);
}

/** Compares only the fields that `expected` names. Throws as `expectEqual` does. */
export function expectFields(
  actual: object | null | undefined,
  expected: Readonly<Record<string, unknown>>,
  what: string,
): void {
  const fields = Object.keys(expected).map((key) => [
    key,
    actual ? Reflect.get(actual, key) : undefined,
  ]);
  expectEqual(actual ? Object.fromEntries(fields) : actual, expected, what);
}

/**
 * Returns a value as text similar to JSON, with sorted keys. The texts of `1`, `"1"`, `1n`, `true`,
 * `null` and `undefined` all differ, since a storage may confuse such values.
 */
function canonical(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  // JSON has no `NaN`, and writes `null` instead.
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(Reflect.get(value, key))}`);
  return `{${fields.join(",")}}`;
}
