/**
 * The state of a run apart from the storage: the clock, the tasks, the money at Dodo, and the rules
 * that were broken.
 */
import { createDice, type Dice } from "../faults.ts";
import { START } from "../world.ts";
import { drawConditions, type Conditions, type SimulatedStorage } from "./conditions.ts";
import type { Sales } from "./sales.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { NOTHING, type State } from "./state.ts";
import type { Task } from "./steps.ts";
import { createTime, type Time } from "./time.ts";
import { createViolations, type Violations } from "./violations.ts";

/** A checkout that was returned to a buyer. */
export interface Checkout {
  topup_id: string;
  session_id: string;
  status_url: string;
  /** Dodo has refused the buyer there. */
  closed: boolean;
}

/** The state that all parts of a run share. */
export interface Facts {
  readonly kind: SimulatedStorage;
  /** Whether the claim, its end and the host's writes are one transaction. */
  readonly transactional: boolean;
  readonly dice: Dice;
  readonly conditions: Conditions;
  readonly time: Time;
  readonly scheduler: Scheduler;
  /** One line for each thing that happened, the same for the same seed. */
  readonly trace: string[];
  readonly violations: Violations;
  readonly sales: Sales;
  readonly checkouts: Checkout[];
  /** The payments that an administrator has released. */
  readonly released: Set<string>;
  /**
   * Topups that were credited by a call whose claim had expired, and may have been voided since.
   */
  readonly late: Set<string>;
  /** The number of the choice that is being carried out. */
  step: number;
  /** The task that continued last. */
  last: Task | null;
  /** The storage as the rules last checked it. */
  state: State;
  /** Returns a name for a random id of the emulator, by its order, for the trace. */
  nameOf(kind: string, id: string): string;
}

/** Creates the facts of a run that has not begun. */
export function createFacts(seed: number, kind: SimulatedStorage): Facts {
  const dice = createDice(seed);
  const time = createTime(START);
  const trace: string[] = [];
  return {
    kind,
    transactional: kind === "transactional sqlite",
    dice,
    conditions: drawConditions(dice),
    time,
    scheduler: createScheduler(time),
    trace,
    violations: createViolations(trace),
    sales: new Map(),
    checkouts: [],
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
