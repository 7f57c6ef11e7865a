import { PaymentError, type ErrorCode } from "../errors.ts";
import type { Context } from "./context.ts";

/** The part of the context that deadlines use. */
export type Timed = Pick<Context, "sleep" | "ticks" | "ends_at">;

/**
 * The abort reason that deadlines use. Every call aborts a timer at its end, and creating an error
 * with its stack each time is expensive. Therefore the reason is a symbol.
 */
export const EXPIRED: unique symbol = Symbol("expired");

/**
 * Thrown when a call did not return in time, and may still be running, or when no time was left to
 * start it.
 */
export class DeadlineError extends PaymentError {}

/** The code and the message of the error that a deadline throws. */
export interface Late {
  code: ErrorCode;
  message: string;
}

/** The error of a request whose storage does not answer. */
export const SILENT_STORAGE: Late = {
  code: "storage_unavailable",
  message: "The database did not answer in time; try again in a few seconds.",
};

/**
 * The number of calls to the host that a request waits for now. A call counts as one to the host if
 * the error of the call's deadline has the code `host_unavailable`.
 */
const host_calls = new WeakMap<Timed, number>();

/** Returns whether the request waits for the host now. */
export function waitsForHost(context: Timed): boolean {
  return (host_calls.get(context) ?? 0) > 0;
}

/** Whether the request has at least `ms` milliseconds left for work that must not be cut short. */
export function hasTime({ ticks, ends_at }: Timed, ms: number): boolean {
  return ends_at - ticks() >= ms;
}

/**
 * Runs `call` and waits for it at most `ms` milliseconds, or less if the request must end sooner.
 * At the deadline the signal is aborted and `DeadlineError` is thrown. `call` may still be running
 * then, so its effect is unknown. If no time is left, `DeadlineError` is thrown and `call` is not
 * started.
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
    // The signal is aborted without a reason, so that `call` sees the usual `AbortError`.
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
