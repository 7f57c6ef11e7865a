/**
 * Limits how many checkouts a topup may open within a day, and delays further tries after many
 * failures. Each checkout costs calls to the provider, and all buyers share the provider's rate
 * limit.
 */
import { PaymentError } from "../errors.ts";
import type { Payment } from "./payment.ts";
import { NOT_OPENED } from "./provider-status.ts";

const DAY_MS = 24 * 3_600_000;
const MOST_CHECKOUTS = 20;

/**
 * If this many tries to create a checkout have failed within an hour, the next try has to wait. The
 * wait is `PAUSE_MS` at first, and doubles with each further failure up to `LONGEST_MS`.
 */
const FREE_FAILURES = 10;
const HOUR_MS = 3_600_000;
const PAUSE_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * Throws `too_many_attempts` if the topup has opened 20 or more checkouts in the last day. Throws
 * `busy` if at least 10 checkouts could not be opened in the last hour, and the wait after the
 * latest failure has not passed. Times far in the future come from a clock that was set back, and
 * do not count.
 */
export function limitCheckouts(payments: readonly Payment[], now: number): void {
  const opened = payments.filter(
    (payment) =>
      payment.attempt !== null &&
      payment.provider_session_id !== null &&
      Math.abs(now - payment.created_at) < DAY_MS,
  );
  if (opened.length >= MOST_CHECKOUTS) {
    const oldest = Math.min(...opened.map(({ created_at }) => created_at));
    throw new PaymentError(
      "too_many_attempts",
      `This topup has opened ${MOST_CHECKOUTS} checkouts within a day; try again later, or make another topup.`,
      { retry_after_ms: oldest + DAY_MS - now },
    );
  }
  const failures = payments.filter(
    ({ provider_status, updated_at }) =>
      provider_status === NOT_OPENED && Math.abs(now - updated_at) < HOUR_MS,
  );
  if (failures.length < FREE_FAILURES) return;
  const pause = Math.min(LONGEST_MS, PAUSE_MS * 2 ** (failures.length - FREE_FAILURES));
  const wait = Math.max(...failures.map(({ updated_at }) => updated_at)) + pause - now;
  if (wait > 0)
    throw new PaymentError(
      "busy",
      "The payment provider has just refused to open checkouts for this topup; try again in a while.",
      { retry_after_ms: wait },
    );
}
