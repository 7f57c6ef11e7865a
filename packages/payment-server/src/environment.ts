/**
 * Returns a variable of the runtime's environment. Returns `undefined` if the variable is not set,
 * if the process has no permission to read it, or if the runtime has no environment. Node, Bun,
 * Deno and Workers with `nodejs_compat` have `process.env`. No other file reads the environment.
 */
export function readEnvironment(name: string): string | undefined {
  const runtime: { process?: { env?: Record<string, string | undefined> } } = globalThis;
  try {
    return runtime.process?.env?.[name];
  } catch {
    // Deno throws if the process has no permission to read the variable.
    return undefined;
  }
}
