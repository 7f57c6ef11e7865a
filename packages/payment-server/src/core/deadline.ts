import { PaymentError, type ErrorCode } from "../errors.ts";
import { HOST_MS, PROVIDER_MS, type Context } from "./context.ts";

/** The part of the context that deadlines use. */
export type Timed = Pick<Context, "sleep" | "ticks" | "ends_at">;

/**
 * The reason of every abort here. An error object would be made for each call that was in time, and
 * its stack costs more than the call.
 */
const EXPIRED: unique symbol = Symbol("expired");

/** Thrown when a call did not return in time; the call may still be running. */
export class DeadlineError extends PaymentError {}

/**
 * Whether the request has so many milliseconds left. Work that must not be cut short begins only
 * then.
 */
export function hasTime({ ticks, ends_at }: Timed, ms: number): boolean {
  return ends_at - ticks() >= ms;
}

/**
 * Runs `call` and waits for it at most `ms`, and no longer than the request has left. At the
 * deadline the signal is aborted and `DeadlineError` is thrown; the call itself may go on, so its
 * effect is unknown. If no time is left, the call does not begin.
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
    // The host sees this signal, so it gets the usual reason.
    running.abort();
    throw error;
  } finally {
    waiting.abort(EXPIRED);
  }
}

const LATE = {
  code: "provider_unavailable",
  message: "The payment provider did not answer in time; try again in a few seconds.",
} as const;

/** Sets a deadline for one call to the provider. */
export function providerDeadline<T>(
  context: Timed,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline(context, PROVIDER_MS, LATE, call);
}

/**
 * Sets a deadline for asking the provider and settling its answer. The signal is aborted when the
 * provider's share of the time is used up; the host has its own share after that.
 */
export function settlementDeadline<T>(
  context: Timed,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline(context, PROVIDER_MS + HOST_MS, LATE, async (signal) => {
    const provider = new AbortController();
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
