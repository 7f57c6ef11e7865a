/** A value that is loaded from the server and can be reloaded. */
import { atom, type ReadableAtom } from "nanostores";
import { PaymentClientError } from "../errors.ts";

/**
 * A loaded value. After a failure the previous value stays, with the time at which it was loaded.
 */
export interface Load<Value> {
  value: Value | null;
  loading: boolean;
  error: PaymentClientError | null;
  /** When `value` was loaded, in Unix milliseconds. */
  at: number | null;
}

/** Loads a value into a store. */
export interface Loader<Value> {
  readonly $load: ReadableAtom<Load<Value>>;
  /** Loads the value again. A load that is still running is aborted. */
  reload(): Promise<void>;
  /** Aborts a running load. */
  stop(): void;
  /**
   * Aborts a running load and removes the value. It is called before the loader loads something
   * else.
   */
  clear(): void;
}

/** The state before the first load. */
export function unloaded<Value>(): Load<Value> {
  return { value: null, loading: false, error: null, at: null };
}

/** Creates a loader without sending a request. */
export function createLoader<Value>(
  read: (signal: AbortSignal) => Promise<Value>,
  clock: () => number,
): Loader<Value> {
  const $load = atom<Load<Value>>(unloaded());
  let running = new AbortController();
  return {
    $load,
    async reload() {
      running.abort();
      const { signal } = (running = new AbortController());
      $load.set({ ...$load.get(), loading: true });
      try {
        const value = await read(signal);
        if (!signal.aborted) $load.set({ value, loading: false, error: null, at: clock() });
      } catch (error) {
        if (!signal.aborted)
          $load.set({ ...$load.get(), loading: false, error: asClientError(error) });
      }
    },
    stop: () => running.abort(),
    clear() {
      running.abort();
      $load.set(unloaded());
    },
  };
}

/**
 * Returns an error as a `PaymentClientError`. A client that the page provides, or one of a second
 * copy of this package, may throw an error of another class. An error without a `code` becomes
 * `invalid_answer`.
 */
export function asClientError(error: unknown): PaymentClientError {
  if (error instanceof PaymentClientError) return error;
  const { code, status, message } = Object(error) as Partial<PaymentClientError>;
  return typeof code === "string"
    ? new PaymentClientError(code, { status, cause: error }, message)
    : new PaymentClientError("invalid_answer", { cause: error });
}
