import type { FinishExtra } from "./finish-extra.ts";
import type { Notice } from "./notices/notice.ts";
import type { Payment } from "./payment.ts";
import type { Change, Claimed } from "./storage-records.ts";

/** The host's row of a topup. A payment must match its price, credits and user. */
export interface Topup {
  topup_id: string;
  user_id: string;
  /**
   * The number of credits that the host adds to the balance. This service never changes a balance.
   */
  credits: number;
  /** The price, net of tax: a positive safe integer of US cents. */
  usd_cents: number;
  /** `pending` until credited, then `paid`. A topup with any other status is never credited. */
  status: string;
}

/** Calls the host's `finishTopup()`, in transactional mode with `tx` added to `extra`. */
export type FinishTopup = (topup_id: string, extra: FinishExtra) => Promise<void>;

/**
 * Claims a credit, ends the claim with the change that `close` returns, and runs `call`, all in one
 * transaction. `call` receives the host's `finishTopup()` and the claim's fence.
 */
export type CreditWithHost = (
  claim: Change,
  close: (claimed: Payment) => Change,
  call: (finish: FinishTopup, fence: number) => Promise<void>,
) => Promise<Claimed>;

/**
 * The functions of the host application. In transactional mode `finishTopup` is called only by
 * `creditWithHost`.
 */
export type Host = {
  readTopup(topup_id: string): Promise<Topup | null>;
  /** Notifies the host of a change; `null` if the host has no `notify()`. */
  notify: ((notice: Notice, signal: AbortSignal) => Promise<void>) | null;
  /**
   * Makes the platform continue `work` after the response; `null` if the option `wait_until` was
   * not given.
   */
  waitUntil: ((work: Promise<void>) => Promise<void>) | null;
} & (
  | { finishTopup: FinishTopup; creditWithHost: null }
  | { finishTopup: null; creditWithHost: CreditWithHost }
);
