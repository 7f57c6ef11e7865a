import type { PaymentClientError } from "./errors.ts";
import type { PaymentStatus, TopupStatus } from "./wire.ts";

/**
 *   idle → creating → redirecting → (away) → confirming → applied | failed | canceled | held
 *                                                └ still open, and nobody has paid: idle again
 *   error: the last act did not work; the next one may
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

/** What a button, a page or a program knows of one topup. */
export interface TopupState {
  /** `applied` means that the balance has it; nothing less is called a success. */
  readonly phase: Phase;
  readonly topup_id?: string | undefined;
  /** The reference to give to support. */
  readonly payment_id?: string | undefined;
  /** The server's last word. */
  readonly status?: PaymentStatus | undefined;
  /** `confirming` is not asked about any more by itself: offer `check()`, never a second payment. */
  readonly slow?: boolean;
  /** Of phase `error`, and why a `confirming` could not be asked about. */
  readonly error?: PaymentClientError | undefined;
}

/** What one look at the server has shown. */
export type Seen = Pick<TopupStatus, "payment_id" | "status" | "on_its_way" | "retry_after_ms">;

/** The server's word in the words of a page. Anything else, of a newer server too, is no end and no success: `confirming`. */
const ENDS: Readonly<Partial<Record<PaymentStatus, Phase>>> = {
  paid: "applied",
  failed: "failed",
  canceled: "canceled",
  expired: "canceled",
  held: "held",
  dismissed: "failed",
};

export function phaseOf(status: PaymentStatus): Phase {
  return ENDS[status] ?? "confirming";
}

/** Whether it works by itself: the phases in -ing, until it is slow. */
export function isBusy({ phase, slow }: TopupState): boolean {
  return phase.endsWith("ing") && !slow;
}
