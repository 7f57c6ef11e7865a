import { WriteLockTimeoutError } from "./errors.ts";

/**
 * The lock that a host's transaction holds on the writes of this process. Our own writes wait for
 * it here and not inside SQLite: there each attempt would stop the whole process for a moment, and
 * with it the host's work that they wait for.
 */
export interface WriteLock {
  /**
   * Whether a transaction of the host is open. The answer holds until the caller awaits something.
   */
  isHeld(): boolean;
  /**
   * Resolves when the lock is released. Call `isHeld` again afterwards, since others were waiting
   * too. Throws `WriteLockTimeoutError` at `give_up_at`, a time of `performance.now()`.
   */
  released(give_up_at: number): Promise<void>;
  /** Takes the lock, which must not be held, and returns the function that releases it. */
  acquire(): () => void;
}

/** Creates a lock that is not held. */
export function createWriteLock(): WriteLock {
  let held: Promise<void> | null = null;
  return {
    isHeld: () => held !== null,
    released: async (give_up_at) =>
      await within(held ?? Promise.resolve(), Math.max(0, give_up_at - performance.now())),
    acquire() {
      let resolve = (): void => {};
      held = new Promise((released) => (resolve = released));
      return () => {
        held = null;
        resolve();
      };
    },
  };
}

async function within(release: Promise<void>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new WriteLockTimeoutError()), ms);
  });
  try {
    await Promise.race([release, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
