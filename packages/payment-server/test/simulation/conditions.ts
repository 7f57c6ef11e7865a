/**
 * The conditions that a seed chooses for its run: how many processes, which faults and how often,
 * which variant of Dodo. Most faults are absent from most runs, so that the others can act for long
 * enough.
 */
import type { Dice } from "../faults.ts";
import { SETTINGS, type Setting } from "../settings.ts";
import type { Place } from "./steps.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * The storages that need no real time, so that a run is repeatable. The last one is for
 * transactional mode.
 */
export type SimulatedStorage = "memory" | "sqlite" | "transactional sqlite";

/** The conditions of one run. */
export interface Conditions {
  /**
   * No step fails, is slow or kills its process, and deliveries arrive; every credit is then one
   * call.
   */
  calm: boolean;
  processes: number;
  topups: number;
  dodo: Setting["dodo"];
  confirm: Setting["confirm"];
  /** `false` means that there is no signing key, and deliveries are unsigned. */
  signed: boolean;
  /** How often, in a thousand, a step fails, takes long, or is the last of its process. */
  faults: Record<Place, number>;
  slow: Record<Place, number>;
  /** How often, in a thousand, a slow step suspends its whole process, with its timers. */
  stalls: number;
  /** How long a slow step takes, in milliseconds; one is chosen. */
  long: readonly number[];
  deaths: Record<Place, number>;
  /** How often, in a thousand choices, a process is suspended, time passes, or an action begins. */
  suspends: number;
  time_passes: number;
  begins: number;
  /** How often, in a thousand, the same task continues. */
  sticky: number;
  /** How far the clock moves while tasks wait, in milliseconds; one is chosen. */
  jumps: readonly number[];
  /** The number of choices before the faults end. */
  choices: number;
}

/** Milliseconds, just longer than a lease. */
export const LEASE_JUMP: number = 61 * SECOND;
const JUMPS: readonly (readonly number[])[] = [
  [SECOND, LEASE_JUMP],
  [LEASE_JUMP],
  [5 * SECOND, LEASE_JUMP, LEASE_JUMP, 6 * MINUTE],
  [SECOND, LEASE_JUMP, LEASE_JUMP, 31 * MINUTE, 2 * HOUR],
  [LEASE_JUMP, LEASE_JUMP, 16 * MINUTE, 11 * HOUR],
];

/** About as long as a deadline or a lease, or longer. */
const LONG = [
  5 * SECOND,
  20 * SECOND,
  57 * SECOND,
  62 * SECOND,
  3 * MINUTE,
  3 * MINUTE,
  15 * MINUTE,
];

/** Chooses the conditions of a seed from its first random numbers. */
export function drawConditions(dice: Dice): Conditions {
  const kind = dice(6);
  const calm = kind === 0;
  // Every process that calls the host is suspended there, and little else fails: holders meet that
  // take each other for dead.
  const stalling = kind === 1;
  // A COMMIT is one step of a credit, and is reached only if no step before it has failed.
  const faulty = !calm && !stalling;
  const { dodo, confirm } = pick(SETTINGS, dice);
  const sometimes = (most: number): number =>
    calm || stalling || dice(2) === 0 ? 0 : Math.ceil(most / 3) + dice(most);
  return {
    calm,
    processes: (stalling ? 2 : 1) + dice(3),
    topups: 2 + dice(4),
    dodo,
    confirm,
    signed: calm || dice(6) > 0,
    faults: {
      storage: sometimes(15),
      credit: sometimes(60),
      provider: sometimes(60),
      topup: sometimes(40),
      finish: sometimes(200),
      commit: faulty ? 200 : 0,
      answer: 0,
    },
    slow: {
      storage: sometimes(10),
      credit: sometimes(150),
      provider: sometimes(20),
      topup: sometimes(40),
      finish: stalling ? 1_000 : sometimes(300),
      commit: faulty ? 50 : 0,
      answer: sometimes(20),
    },
    stalls: stalling ? 1_000 : pick([0, 500], dice),
    long: stalling ? [LEASE_JUMP, 2 * MINUTE, 3 * MINUTE] : LONG,
    deaths: {
      storage: sometimes(4),
      credit: sometimes(60),
      provider: sometimes(10),
      topup: sometimes(10),
      finish: sometimes(100),
      commit: faulty ? 50 : 0,
      answer: sometimes(30),
    },
    suspends: sometimes(10),
    time_passes: stalling ? 10 : pick([10, 25, 50], dice),
    begins: pick([40, 80, 150], dice),
    sticky: stalling ? 900 : pick([0, 500, 900], dice),
    jumps: pick(JUMPS, dice),
    choices: 300 + dice(500),
  };
}

/** Returns a random element; throws if the list is empty. */
export function pick<T>(list: readonly T[], dice: Dice): T {
  const [one] = list.slice(dice(Math.max(1, list.length)));
  if (one === undefined) throw new Error("there is nothing to choose from");
  return one;
}
