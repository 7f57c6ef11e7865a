/** Something that can be begun at any moment of a run. */
import type { Simulation } from "./simulation.ts";

/** One of them, and its chances. */
export interface Act {
  readonly name: string;
  /** How often, against the others. */
  readonly weight: number;
  possible(sim: Simulation): boolean;
  /** What it says goes into the trace. */
  run(sim: Simulation): Promise<string> | string | void;
}

/** Once in so many. */
export function seldom({ dice }: Simulation, sides: number): boolean {
  return dice(sides) === 0;
}
