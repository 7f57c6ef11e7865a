/** The only clock of a simulation: it stands still until it is moved, and wakes sleepers one by one, in the order of their time. */

/** Whose sleep it is: a process that stands still does not wake, one that died never will. */
export interface Sleeper {
  readonly frozen: boolean;
  readonly dead: boolean;
}

/** Virtual time, in Unix milliseconds. */
export interface Time {
  now(): number;
  /** Resolves early when the signal is aborted, as the product's own sleep does. */
  sleep(who: Sleeper, ms: number, signal?: AbortSignal): Promise<void>;
  /** How long until somebody can wake; `null` if nobody sleeps. */
  untilNext(): number | null;
  /** Moves on by so many milliseconds; `rest` is awaited after each one that wakes. */
  advance(ms: number, rest: () => Promise<void>): Promise<void>;
}

interface Sleep {
  who: Sleeper;
  at: number;
  wake(): void;
}

/** A clock that stands at `start`. */
export function createTime(start: number): Time {
  let now = start;
  const sleeps = new Set<Sleep>();

  /** A set keeps the order in which they lay down: it decides between two of one moment. */
  function next(): Sleep | null {
    let first: Sleep | null = null;
    for (const sleep of sleeps) {
      if (sleep.who.dead) sleeps.delete(sleep);
      else if (!sleep.who.frozen && (first === null || sleep.at < first.at)) first = sleep;
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
