import { PaymentError, type ErrorCode } from "../errors.ts";
import { HOST_MS, PROVIDER_MS, type Context } from "./context.ts";

/** What a deadline needs of the context. */
export type Timed = Pick<Context, "sleep" | "ticks" | "ends_at">;

/** Also the reason of every abort here: an error made for each call that was in time would cost more than the call. */
const OVER: unique symbol = Symbol("over");

/** A call that did not answer in time; it may still be running. */
export class DeadlineError extends PaymentError {}

/** Whether the request still has so many milliseconds. What must not be cut short begins only then. */
export function hasTime({ ticks, ends_at }: Timed, ms: number): boolean {
  return ends_at - ticks() >= ms;
}

/**
 * Runs `call` and waits at most `ms` for it, and no longer than the request has. On the deadline the signal is aborted and
 * `DeadlineError` is thrown; the call itself may go on, so nobody may take it for undone. Where no time is left the call does
 * not begin.
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
  const deadline = context.sleep(left, waiting.signal).then((): typeof OVER => OVER);
  try {
    const first = await Promise.race([call(running.signal), deadline]);
    if (first === OVER) throw new DeadlineError(late.code, late.message, { retry_after_ms: 5_000 });
    return first;
  } catch (error) {
    // With the usual reason: the host sees it.
    running.abort();
    throw error;
  } finally {
    waiting.abort(OVER);
  }
}

const LATE = {
  code: "provider_unavailable",
  message: "The payment provider did not answer in time; try again in a few seconds.",
} as const;

/** A deadline for one question to the provider. */
export function askingDeadline<T>(
  context: Timed,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline(context, PROVIDER_MS, LATE, call);
}

/** A deadline for asking and settling: the provider has its time from the start, the host has its own after it. */
export function settlingDeadline<T>(
  context: Timed,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline(context, PROVIDER_MS + HOST_MS, LATE, async (signal) => {
    const asking = new AbortController();
    const done = new AbortController();
    signal.addEventListener("abort", () => asking.abort(OVER), { once: true });
    context.sleep(PROVIDER_MS, done.signal).then(() => asking.abort(OVER));
    try {
      return await call(asking.signal);
    } finally {
      done.abort(OVER);
    }
  });
}
