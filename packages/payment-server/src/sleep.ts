/**
 * Resolves after `ms` milliseconds, or as soon as the signal is aborted. In both cases, the timer
 * is cleared and the listener is removed from the signal, because the signal may live as long as
 * the process.
 */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, signal?.aborted === true ? 0 : ms);
    signal?.addEventListener("abort", end);
  });
}
