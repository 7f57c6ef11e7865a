/** The figures of one day, as a storage counts them. */
import type { PaymentStatus } from "../payment.ts";
import type { SyncStatus } from "../storage-records.ts";

/** The median of some durations, and the one that 95 % of them do not exceed, in milliseconds. */
export interface Durations {
  p50: number;
  p95: number;
}

/** The figures of one day of UTC. */
export interface DayFigures {
  /** When the day begins, in Unix milliseconds. */
  day: number;
  /**
   * The number of topups by outcome. A topup counts on the day of its first payment in the
   * requested range. Its outcome is the status that comes first in `OUTCOMES` among those of its
   * payments in that range.
   */
  topups: Partial<Record<PaymentStatus, number>>;
  /**
   * The money that was received for the payments that were created on this day, net of tax, in US
   * cents, as far as it is known.
   */
  received_minor: number;
  /** How much of that money was returned to the buyers, no matter when. */
  returned_minor: number;
  /**
   * How long the payments created on this day took from the first claim of their topup's credit to
   * the credit; `null` if none of the payments was credited.
   */
  credit_ms: Durations | null;
  /** How long the same payments took from their creation to the credit. */
  checkout_ms: Durations | null;
  /** The number of events that were first stored on this day, by their current status. */
  events: Partial<Record<SyncStatus, number>>;
}

/**
 * The statuses of payments. The first of them that a payment of a topup has is the topup's outcome.
 */
export const OUTCOMES: readonly PaymentStatus[] = [
  "paid",
  "crediting",
  "held",
  "dismissed",
  "pending",
  "failed",
  "canceled",
  "expired",
];

/** Returns the figures of a day on which nothing happened. */
export function emptyDay(day: number): DayFigures {
  return {
    day,
    topups: {},
    received_minor: 0,
    returned_minor: 0,
    credit_ms: null,
    checkout_ms: null,
    events: {},
  };
}
