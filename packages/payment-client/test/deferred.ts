/** A promise that the test settles. */
export interface Deferred<Value> {
  promise: Promise<Value>;
  resolve(value: Value): void;
  reject(reason: unknown): void;
}

/** Creates a promise that is pending until the test resolves or rejects it. */
export function deferred<Value>(): Deferred<Value> {
  let settle: Omit<Deferred<Value>, "promise"> | undefined;
  const promise = new Promise<Value>((resolve, reject) => void (settle = { resolve, reject }));
  if (settle === undefined) throw new Error("A promise calls its executor at once.");
  return { promise, ...settle };
}
