import type * as OnDemand from "./on-demand.ts";

let loaded: typeof OnDemand | null = null;

/**
 * Loads what a process that only receives deliveries does not need, at the first call. The module
 * is kept, because a repeated `import()` of a loaded module takes some ten microseconds. If it
 * cannot be loaded, the next call tries again.
 */
export async function onDemand(): Promise<typeof OnDemand> {
  return (loaded ??= await import("./on-demand.ts"));
}
