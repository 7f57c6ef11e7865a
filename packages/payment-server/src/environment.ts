/** The one place that knows where a runtime keeps its environment: Node, Bun, Deno and Workers with `nodejs_compat` have `process.env`. */
export function readEnvironment(name: string): string | undefined {
  const runtime: { process?: { env?: Record<string, string | undefined> } } = globalThis;
  return runtime.process?.env?.[name];
}
