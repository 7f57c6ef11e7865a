import { PaymentError, type ErrorCode } from "../errors.ts";
import type { Context } from "./context.ts";

/** The part of the context that deadlines use. */
export type Timed = Pick<Context, "sleep" | "ticks" | "ends_at">;

/**
 * The abort reason that deadlines use. Every call aborts a timer at its end, and creating an error
 * with its stack each time is expensive. Therefore the reason is a symbol.
 */
export const EXPIRED: unique symbol = Symbol("expired");

/** Thrown when a call did not return in time; the call may still be running. */
export class DeadlineError extends PaymentError {}

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
  late: { code: ErrorCode; message: string },
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const left = Math.min(ms, context.ends_at - context.ticks());
  if (left <= 0) throw new DeadlineError(late.code, late.message, { retry_after_ms: 5_000 });
  const running = new AbortController();
  const waiting = new AbortController();
  const deadline = context.sleep(left, waiting.signal).then((): typeof EXPIRED => EXPIRED);
  try {
    const first = await Promise.race([call(running.signal), deadline]);
    if (first === EXPIRED)
      throw new DeadlineError(late.code, late.message, { retry_after_ms: 5_000 });
    return first;
  } catch (error) {
    // The signal is aborted without a reason, so that the host sees the usual `AbortError`.
    running.abort();
    throw error;
  } finally {
    waiting.abort(EXPIRED);
  }
}
