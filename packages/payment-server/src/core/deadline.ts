import { PaymentError, type ErrorCode } from "../errors.ts";
import type { Context } from "./context.ts";
import { HOST_MS, PROVIDER_MS } from "./time-limits.ts";

/** The part of the context that deadlines use. */
export type Timed = Pick<Context, "sleep" | "ticks" | "ends_at">;

/**
 * The abort reason that deadlines use. Every call aborts a timer at its end, and creating an error
 * with its stack each time is expensive. Therefore the reason is a symbol.
 */
const EXPIRED: unique symbol = Symbol("expired");

/** Thrown when a call did not return in time; the call may still be running. */
export class DeadlineError extends PaymentError {}

/** The error of a deadline. */
interface Late {
  code: ErrorCode;
  message: string;
}

/** The error of a request whose storage does not answer. */
export const SILENT_STORAGE: Late = {
  code: "storage_unavailable",
  message: "The database did not answer in time; try again in a few seconds.",
};

/** The number of calls to the host that a request waits for now. */
const host_calls = new WeakMap<Timed, number>();

/** Whether the request has at least `ms` milliseconds left for work that must not be cut short. */
export function hasTime({ ticks, ends_at }: Timed, ms: number): boolean {
  return ends_at - ticks() >= ms;
}

/**
 * Runs `call` and waits for it at most `ms` milliseconds, or less if the request must end sooner.
 * At the deadline the signal is aborted and `DeadlineError` is thrown. `call` may still be running
 * then, so its effect is unknown. If no time is left, `call` is not started.
 */
export async function withDeadline<T>(
  context: Timed,
  ms: number,
  late: Late | (() => Late),
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const left = Math.min(ms, context.ends_at - context.ticks());
  if (left <= 0) throw lateError(late);
  const running = new AbortController();
  const waiting = new AbortController();
  const deadline = context.sleep(left, waiting.signal).then((): typeof EXPIRED => EXPIRED);
  const to_host = Number("code" in late && late.code === "host_unavailable");
  const count = (added: number): unknown =>
    host_calls.set(context, (host_calls.get(context) ?? 0) + added);
  count(to_host);
  try {
    const first = await Promise.race([call(running.signal), deadline]);
    if (first === EXPIRED) throw lateError(late);
    return first;
  } catch (error) {
    // The signal is aborted without a reason, so that the host sees the usual `AbortError`.
    running.abort();
    throw error;
  } finally {
    count(-to_host);
    waiting.abort(EXPIRED);
  }
}

/** Creates the error of a deadline. */
export function lateError(late: Late | (() => Late)): DeadlineError {
  const { code, message } = "code" in late ? late : late();
  return new DeadlineError(code, message, { retry_after_ms: 5_000 });
}

const LATE: Late = {
  code: "provider_unavailable",
  message: "The payment provider did not answer in time; try again in a few seconds.",
};
const LATE_HOST: Late = {
  code: "host_unavailable",
  message: "The application did not answer in time; try again in a few seconds.",
};

/**
 * Runs one call to the provider with its time limit. Throws `provider_unavailable` if the provider
 * does not answer in time.
 */
export function providerDeadline<T>(
  context: Timed,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline(context, PROVIDER_MS, LATE, call);
}

/**
 * Runs `call`, which queries the provider and then settles the answer. `call` has the time limits
 * of the provider and of the host together. Its signal is aborted as soon as the provider's time
 * limit has passed, so that the host's time limit remains for the host. The error at the end of both
 * names what is late: the provider, the host or the storage.
 */
export function settlementDeadline<T>(
  context: Timed,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const provider = new AbortController();
  const late = (): Late => {
    if ((host_calls.get(context) ?? 0) > 0) return LATE_HOST;
    // A call to the provider ends when its signal is aborted, so from then on the storage is late.
    return provider.signal.aborted ? SILENT_STORAGE : LATE;
  };
  return withDeadline(context, PROVIDER_MS + HOST_MS, late, async (signal) => {
    const done = new AbortController();
    signal.addEventListener("abort", () => provider.abort(EXPIRED), { once: true });
    void context.sleep(PROVIDER_MS, done.signal).then(() => provider.abort(EXPIRED));
    try {
      return await call(provider.signal);
    } finally {
      done.abort(EXPIRED);
    }
  });
}
