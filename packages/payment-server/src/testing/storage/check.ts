/** Throws an Error that says what was expected and what is there. Objects are equal whatever the order of their keys. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [canonical(actual), canonical(expected)];
  if (is !== should) throw new Error(`${what}: expected ${should}, got ${is}`);
}

/** Compares only the fields that `expected` names. */
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

/** JSON with sorted keys, in which `1`, `"1"`, `1n`, `true`, `null` and "not there" all differ. */
function canonical(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(Reflect.get(value, key))}`);
  return `{${fields.join(",")}}`;
}
