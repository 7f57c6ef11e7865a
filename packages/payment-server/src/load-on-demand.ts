import type * as OnDemand from "./on-demand.ts";

let loaded: typeof OnDemand | null = null;

/**
 * Returns the module `on-demand.ts`. It is loaded at the first call, because deliveries are
 * processed without it. The module is kept, because a repeated `import()` of a loaded module takes
 * about ten microseconds. If it cannot be loaded, this call throws and the next one tries again.
 */
export async function onDemand(): Promise<typeof OnDemand> {
  return (loaded ??= await import("./on-demand.ts"));
}
