import type { PaymentClientError } from "./errors.ts";
import type { PaymentStatus, TopupStatus } from "./wire.ts";

/**
 * Where a topup stands:
 *
 *     idle → creating → redirecting → (away) → confirming → applied | failed | canceled | held
 *
 * `confirming` returns to `idle` when the server says that nobody has paid yet. `error` means that
 * the last action failed and that the next one may succeed.
 */
export type Phase =
  | "idle"
  | "creating"
  | "redirecting"
  | "confirming"
  | "applied"
  | "failed"
  | "canceled"
  | "held"
  | "error";

/** What a button, a page or a program knows about one topup. */
export interface TopupState {
  /** `applied` means that the balance has the money. No other phase is a success. */
  readonly phase: Phase;
  readonly topup_id?: string | undefined;
  /** The reference that a buyer gives to support. */
  readonly payment_id?: string | undefined;
  /** The status that the server reported last. */
  readonly status?: PaymentStatus | undefined;
  /**
   * Set when a `confirming` payment is no longer polled automatically. Offer `check()` then, never
   * a second payment.
   */
  readonly slow?: boolean;
  /**
   * The reason for phase `error`, or the reason why the last poll of a `confirming` payment failed.
   */
  readonly error?: PaymentClientError | undefined;
}

/** The fields of a status response that the store reads. */
export type PolledStatus = Pick<
  TopupStatus,
  "payment_id" | "status" | "on_its_way" | "retry_after_ms"
>;

const END_PHASES: Readonly<Partial<Record<PaymentStatus, Phase>>> = {
  paid: "applied",
  failed: "failed",
  canceled: "canceled",
  expired: "canceled",
  held: "held",
  dismissed: "failed",
};

/**
 * Returns the phase for a payment status. Every other status is `confirming`, because a status that
 * only a newer server knows must be shown neither as an end nor as a success.
 */
export function phaseOf(status: PaymentStatus): Phase {
  return END_PHASES[status] ?? "confirming";
}

const BUSY_PHASES: ReadonlySet<Phase> = new Set(["creating", "redirecting", "confirming"]);

/** Returns whether the store is working without the buyer: opening, leaving or polling. */
export function isBusy({ phase, slow }: TopupState): boolean {
  return BUSY_PHASES.has(phase) && !slow;
}
