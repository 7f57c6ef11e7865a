/** How many pages a topup opens, and how fast: each costs calls that other buyers need, too. */
import { PaymentError } from "../errors.ts";
import { NOT_OPENED, type Payment } from "./payment.ts";

const DAY_MS = 24 * 3_600_000;
const MOST_PAGES = 20;

/** After so many pages within an hour that the provider did not open, each further one waits; the pause doubles. */
const FREE_FAILURES = 10;
const HOUR_MS = 3_600_000;
const PAUSE_MS = 1_000;
const LONGEST_MS = 60_000;

/** However often a buyer comes back, a topup opens so many pages a day and no more. Throws `too_many_attempts`, or `busy` where the provider has just refused to open some. */
export function limitPages(attempts: readonly Payment[], now: number): void {
  const opened = attempts.filter(
    (payment) =>
      payment.attempt !== null &&
      payment.provider_session_id !== null &&
      payment.created_at > now - DAY_MS,
  );
  if (opened.length >= MOST_PAGES) {
    const oldest = Math.min(...opened.map(({ created_at }) => created_at));
    throw new PaymentError(
      "too_many_attempts",
      `This topup has opened ${MOST_PAGES} checkouts within a day; try again later, or make another topup.`,
      { retry_after_ms: oldest + DAY_MS - now },
    );
  }
  const failures = attempts.filter(
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
