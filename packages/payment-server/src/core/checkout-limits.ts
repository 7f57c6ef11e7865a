/**
 * How many checkouts a topup may create, and how fast: each costs calls that other buyers need,
 * too.
 */
import { PaymentError } from "../errors.ts";
import type { Payment } from "./payment.ts";
import { NOT_OPENED } from "./provider-status.ts";

const DAY_MS = 24 * 3_600_000;
const MOST_CHECKOUTS = 20;

/**
 * After so many failures of the provider within an hour each further try waits; the pause doubles.
 */
const FREE_FAILURES = 10;
const HOUR_MS = 3_600_000;
const PAUSE_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * Limits the checkouts of a topup to 20 a day, however often a buyer comes back. Throws
 * `too_many_attempts`, or `busy` if the provider has just refused to create several.
 */
export function limitCheckouts(payments: readonly Payment[], now: number): void {
  const opened = payments.filter(
    (payment) =>
      payment.attempt !== null &&
      payment.provider_session_id !== null &&
      payment.created_at > now - DAY_MS,
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
      provider_status === NOT_OPENED && updated_at > now - HOUR_MS,
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
