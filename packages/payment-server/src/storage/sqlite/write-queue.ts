import { Occupied } from "./errors.ts";

/**
 * Whose turn it is to write in this process: a transaction of the host's is waited for, in place of asking SQLite again and
 * again, which stops the process for a moment each time and with it the host's own work.
 */
export interface Turn {
  /** A transaction of the host's is open. What follows synchronously on `false` is not interrupted. */
  taken(): boolean;
  /** Waits for its end; throws `Occupied` at `give_up_at` (`performance.now()`). Look again afterwards: others were waiting too. */
  ended(give_up_at: number): Promise<void>;
  /** Takes the turn and returns its end. */
  take(): () => void;
}

export function createTurn(): Turn {
  let open: Promise<void> | null = null;
  return {
    taken: () => open !== null,
    ended: async (give_up_at) =>
      await within(open ?? Promise.resolve(), Math.max(0, give_up_at - performance.now())),
    take() {
      let resolve = (): void => {};
      open = new Promise((ended) => (resolve = ended));
      return () => {
        open = null;
        resolve();
      };
    },
  };
}

async function within(ending: Promise<void>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Occupied()), ms);
  });
  try {
    await Promise.race([ending, late]);
  } finally {
    clearTimeout(timer);
  }
}
