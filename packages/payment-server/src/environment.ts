/**
 * Returns a variable of the runtime's environment, or `undefined` if it is not set, may not be
 * read, or the runtime has no environment. Node, Bun, Deno and Workers with `nodejs_compat` have `process.env`. No other
 * file reads the environment.
 */
export function readEnvironment(name: string): string | undefined {
  const runtime: { process?: { env?: Record<string, string | undefined> } } = globalThis;
  try {
    return runtime.process?.env?.[name];
  } catch {
    // Deno throws if the variable may not be read.
    return undefined;
  }
}
