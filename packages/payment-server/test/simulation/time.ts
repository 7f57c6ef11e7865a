/**
 * The only clock of a simulation. It does not move by itself, and wakes sleepers one by one, in
 * the order of their time.
 */

/** The process that sleeps. A suspended process does not wake, and a dead one never will. */
export interface Sleeper {
  readonly suspended: boolean;
  readonly dead: boolean;
}

/** Virtual time, in Unix milliseconds. */
export interface Time {
  now(): number;
  /** Resolves early if the signal is aborted, as the product's own sleep does. */
  sleep(who: Sleeper, ms: number, signal?: AbortSignal): Promise<void>;
  /** Returns the milliseconds until a sleeper can wake; `null` if there is none. */
  untilNext(): number | null;
  /** Moves on by so many milliseconds; `rest` is awaited after each sleeper that wakes. */
  advance(ms: number, rest: () => Promise<void>): Promise<void>;
}

interface Sleep {
  who: Sleeper;
  at: number;
  wake(): void;
}

/** Creates a clock that stands at `start`. */
export function createTime(start: number): Time {
  let now = start;
  const sleeps = new Set<Sleep>();

  /** A set keeps the order of insertion, which decides between two sleepers of the same time. */
  function next(): Sleep | null {
    let first: Sleep | null = null;
    for (const sleep of sleeps) {
      if (sleep.who.dead) sleeps.delete(sleep);
      else if (!sleep.who.suspended && (first === null || sleep.at < first.at)) first = sleep;
    }
    return first;
  }

  return {
    now: () => now,
    sleep(who, ms, signal) {
      return new Promise((resolve) => {
        const sleep: Sleep = { who, at: now + ms, wake: resolve };
        sleeps.add(sleep);
        signal?.addEventListener("abort", () => sleeps.delete(sleep) && resolve(), { once: true });
      });
    },
    untilNext() {
      const first = next();
      return first === null ? null : Math.max(0, first.at - now);
    },
    async advance(ms, rest) {
      const until = now + ms;
      for (let first = next(); first !== null && first.at <= until; first = next()) {
        now = Math.max(now, first.at);
        sleeps.delete(first);
        first.wake();
        await rest();
      }
      now = until;
    },
  };
}
