/** What is so in a run at this moment, apart from what is stored: who has done what, and what was found wrong. */
import { createDice, type Dice } from "../faults.ts";
import { START } from "../world.ts";
import { drawClimate, type Climate } from "./climate.ts";
import type { DodoBooks } from "./dodo-books.ts";
import { createStage, type Stage } from "./stage.ts";
import { NOTHING, type State } from "./state.ts";
import type { Task } from "./steps.ts";
import { createTime, type Time } from "./time.ts";
import { createViolations, type Violations } from "./violations.ts";

/** A page that was handed out. */
export interface Page {
  topup_id: string;
  session_id: string;
  status_url: string;
  /** Dodo has refused the buyer there. */
  closed: boolean;
}

/** Known to everybody who takes part in a run. */
export interface Facts {
  readonly dice: Dice;
  readonly climate: Climate;
  readonly time: Time;
  readonly stage: Stage;
  /** What has happened, a line each: the same for the same seed. */
  readonly trace: string[];
  readonly violations: Violations;
  readonly sales: DodoBooks;
  readonly pages: Page[];
  /** Payments an administrator has said to credit. */
  readonly released: Set<string>;
  /** Topups that were credited by a call whose claim was over: it may have been given up meanwhile. */
  readonly late: Set<string>;
  /** The number of the choice that is being carried out. */
  step: number;
  /** The task that went on last. */
  last: Task | null;
  /** What was stored when the rules last looked. */
  state: State;
  /** The emulator's ids are random: each has a name by its order, for the trace. */
  nameOf(kind: string, id: string): string;
}

/** Before anything has happened. */
export function createFacts(seed: number): Facts {
  const dice = createDice(seed);
  const time = createTime(START);
  const trace: string[] = [];
  return {
    dice,
    climate: drawClimate(dice),
    time,
    stage: createStage(time),
    trace,
    violations: createViolations(trace),
    sales: new Map(),
    pages: [],
    released: new Set(),
    late: new Set(),
    step: 0,
    last: null,
    state: NOTHING,
    nameOf: createNames(),
  };
}

function createNames(): Facts["nameOf"] {
  const kinds = new Map<string, Map<string, number>>();
  return (kind, id) => {
    const known = kinds.get(kind) ?? new Map<string, number>();
    kinds.set(kind, known);
    const number = known.get(id) ?? known.size + 1;
    known.set(id, number);
    return `${kind} ${number}`;
  };
}
