import type { PaymentClientError } from "./errors.ts";
import type { PaymentStatus, TopupStatus } from "./wire.ts";

/**
 * The phases of a topup, in their order:
 *
 *     idle → creating → redirecting → (away) → confirming → applied | failed | canceled | held
 *
 * `confirming` goes back to `idle` if the server has no such payment. If the server knows of no
 * money yet, `confirming` also goes back to `idle`, unless the buyer has probably paid or may be
 * paying on this page. With `createTopup`, this second case requires that the provider was queried
 * in the last three seconds. `error` means that the last click has failed. Another click tries
 * again.
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

/** The state of one topup, for a button, a page or a program. */
export interface TopupState {
  /** `applied` means that the money has been added to the balance. No other phase is a success. */
  readonly phase: Phase;
  readonly topup_id?: string | undefined;
  /** The id of the payment, which a buyer gives to support as a reference. */
  readonly payment_id?: string | undefined;
  /** The status that the server reported last. */
  readonly status?: PaymentStatus | undefined;
  /**
   * The stage that the buyer is told. The status `pending` is divided into three stages. `unpaid`:
   * the provider was just queried and knows of no money. `bank`: a bank is processing the payment,
   * which may take days. `confirming`: any other pending payment. For any other status, the stage
   * is the status.
   */
  readonly stage?: string | undefined;
  /** How many credits the payment adds to the buyer's balance. */
  readonly credits?: number | undefined;
  /**
   * Whether the store has stopped polling a `confirming` payment at intervals, and no bank is
   * processing the payment. Events such as `focus` or `online` still start a poll. While this is
   * `true`, offer `check()`, never a second payment.
   */
  readonly slow?: boolean;
  /**
   * The reason for phase `error`, or the reason why the last poll of a `confirming` payment failed.
   */
  readonly error?: PaymentClientError | undefined;
}

/** The fields of a status response that the store reads. */
export interface PolledStatus extends Pick<
  TopupStatus,
  "payment_id" | "status" | "credits" | "on_its_way" | "retry_after_ms"
> {
  stage?: string;
}

const END_PHASES: Readonly<Partial<Record<PaymentStatus, Phase>>> = {
  paid: "applied",
  failed: "failed",
  canceled: "canceled",
  expired: "canceled",
  held: "held",
  dismissed: "failed",
};

/**
 * Returns the phase for a payment status. The phase is `confirming` for `pending` and `crediting`.
 * The phase is also `confirming` for an unknown status, which must not be shown as an end or as a
 * success.
 */
export function phaseOf(status: PaymentStatus): Phase {
  return END_PHASES[status] ?? "confirming";
}

const BUSY_PHASES: ReadonlySet<Phase> = new Set(["creating", "redirecting", "confirming"]);

/**
 * Returns whether the phase is `creating`, `redirecting` or `confirming`, and the state is not
 * `slow`. If so, the buyer has to wait.
 */
export function isBusy({ phase, slow }: TopupState): boolean {
  return BUSY_PHASES.has(phase) && !slow;
}
