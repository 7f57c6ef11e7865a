/** An action that can begin at any moment of a run. */
import type { Simulation } from "./simulation.ts";

/** One kind of action and its probability. */
export interface Action {
  readonly name: string;
  /** The weight against the other actions of the same choice. */
  readonly weight: number;
  possible(sim: Simulation): boolean;
  /** Begins the action; a returned text goes into the trace. */
  run(sim: Simulation): Promise<string> | string | void;
}

/** Returns `true` with a probability of one in `sides`. */
export function oneIn({ dice }: Simulation, sides: number): boolean {
  return dice(sides) === 0;
}
