/**
 * Reads a variable from the runtime's environment; `undefined` if it is not set or the runtime has
 * none. Node, Bun, Deno and Workers with `nodejs_compat` have `process.env`. No other file reads
 * the environment.
 */
export function readEnvironment(name: string): string | undefined {
  const runtime: { process?: { env?: Record<string, string | undefined> } } = globalThis;
  return runtime.process?.env?.[name];
}
