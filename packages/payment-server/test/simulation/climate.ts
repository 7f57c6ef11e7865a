/** What a seed makes of its run: how many processes, which troubles and how often, what Dodo is like. Much stays away from most runs, so that the rest can happen long enough. */
import type { Dice } from "../faults.ts";
import { SETTINGS, type Setting } from "../settings.ts";
import type { Place } from "./steps.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export interface Climate {
  /** Nothing fails, nobody is slow or dies, deliveries arrive: every credit is then one call. */
  calm: boolean;
  processes: number;
  topups: number;
  answers: Setting["answers"];
  confirm: Setting["confirm"];
  /** `false`: no signing key, so that deliveries are hints. */
  signed: boolean;
  /** How often, in a thousand, a step goes wrong, takes long, or is the last of its process. */
  trouble: Record<Place, number>;
  slow: Record<Place, number>;
  /** How often it is the whole process that stands still then, its timers too. */
  stalls: number;
  /** How long it takes. */
  long: readonly number[];
  deadly: Record<Place, number>;
  /** How often, in a thousand choices, a process stands still, time goes by, something begins. */
  freezes: number;
  passes: number;
  begins: number;
  /** How often the same task goes on, in a thousand. */
  sticky: number;
  /** How far the clock is moved while tasks wait. */
  jumps: readonly number[];
  /** How many choices are made before everything heals. */
  choices: number;
}

/** Just past a lease. */
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

/** The climate of a seed: its first turns of the dice. */
export function drawClimate(dice: Dice): Climate {
  const weather = dice(6);
  const calm = weather === 0;
  // Every process that calls the host stands still there, and little else goes wrong: holders meet who take each other for gone.
  const stalling = weather === 1;
  const { answers, confirm } = pick(SETTINGS, dice);
  const sometimes = (most: number): number =>
    calm || stalling || dice(2) === 0 ? 0 : Math.ceil(most / 3) + dice(most);
  return {
    calm,
    processes: (stalling ? 2 : 1) + dice(3),
    topups: 2 + dice(4),
    answers,
    confirm,
    signed: calm || dice(6) > 0,
    trouble: {
      storage: sometimes(15),
      credit: sometimes(60),
      provider: sometimes(60),
      topup: sometimes(40),
      finish: sometimes(200),
      answer: 0,
    },
    slow: {
      storage: sometimes(10),
      credit: sometimes(150),
      provider: sometimes(20),
      topup: sometimes(40),
      finish: stalling ? 1_000 : sometimes(300),
      answer: sometimes(20),
    },
    stalls: stalling ? 1_000 : pick([0, 500], dice),
    long: stalling ? [LEASE_JUMP, 2 * MINUTE, 3 * MINUTE] : LONG,
    deadly: {
      storage: sometimes(4),
      credit: sometimes(60),
      provider: sometimes(10),
      topup: sometimes(10),
      finish: sometimes(100),
      answer: sometimes(30),
    },
    freezes: sometimes(10),
    passes: stalling ? 10 : pick([10, 25, 50], dice),
    begins: pick([40, 80, 150], dice),
    sticky: stalling ? 900 : pick([0, 500, 900], dice),
    jumps: pick(JUMPS, dice),
    choices: 300 + dice(500),
  };
}

/** One of them; throws where there is none. */
export function pick<T>(list: readonly T[], dice: Dice): T {
  const [one] = list.slice(dice(Math.max(1, list.length)));
  if (one === undefined) throw new Error("there is nothing to choose from");
  return one;
}
