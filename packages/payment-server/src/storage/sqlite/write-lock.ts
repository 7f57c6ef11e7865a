import { WriteLockTimeoutError } from "./errors.ts";

/**
 * The lock that a transaction of the host holds while the transaction is open. Our own writes wait
 * for this lock. If the writes waited inside SQLite, each attempt would block the whole process,
 * including the host's work that has to end first.
 */
export interface WriteLock {
  /**
   * Whether a transaction of the host is open. The answer holds until the caller awaits something.
   */
  isHeld(): boolean;
  /**
   * Resolves when the lock is released, or at once if it is not held. Call `isHeld` again
   * afterwards, because another waiting call may have taken the lock. Throws
   * `WriteLockTimeoutError` if the lock is still held when `performance.now()` reaches
   * `give_up_at`.
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
