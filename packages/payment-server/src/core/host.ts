import type { Change, Claimed } from "./storage-records.ts";

/** The host's row of a topup; it alone says how much is sold to whom. */
export interface Topup {
  topup_id: string;
  user_id: string;
  /** What the host adds to the balance; only compared and passed on. */
  credits: number;
  /** The price, net of tax: a positive safe integer of US cents. */
  usd_cents: number;
  /**
   * `pending` until credited, `paid` once credited; any other word is neither and is never
   * credited.
   */
  status: string;
}

/** The second argument of `finishTopup`. */
export interface FinishExtra {
  /** `"dodo topup"` */
  note: string;
  /** The provider's payment id. */
  ref: string;
  meta: {
    provider: string;
    payment_id: string;
    provider_session_id: string;
    provider_payment_id: string;
    provider_order_id: string;
    dodo_event_id: string;
    dodo_checkout_session_id: string;
    dodo_payment_id: string;
  };
  /**
   * What was paid for. Put it into the `WHERE` of your update, so that an edit of the topup after
   * this read changes nothing.
   */
  topup: Pick<Topup, "usd_cents" | "credits" | "user_id">;
  /** `topup:<topup_id>`, the same for ever: a second call with it must not add credits. */
  idempotency_key: string;
  /** Grows with every claim of this topup's credit (a fencing token). */
  fence: number;
  /** Aborted when the caller stops waiting; the outcome is then read from the topup. */
  signal: AbortSignal;
}

/** The second argument of `finishTopup` in transactional mode. */
export interface TransactionalExtra<Tx> extends FinishExtra {
  /**
   * The driver's own handle on the open transaction. What you write through it commits together
   * with our own writes, or not at all.
   */
  tx: Tx;
}

/** Calls the host's `finishTopup`. */
export type FinishTopup = (topup_id: string, extra: FinishExtra) => Promise<void>;

/** Ends the claim and calls the host in one transaction; `call` receives the host's function. */
export type CloseWithHost = (
  change: Change,
  fence: number,
  call: (finish: FinishTopup) => Promise<void>,
) => Promise<Claimed>;

/**
 * The functions of the host application. In transactional mode only `closeWithHost` calls
 * `finishTopup`.
 */
export type Host = { readTopup(topup_id: string): Promise<Topup | null> } & (
  | { finishTopup: FinishTopup; closeWithHost: null }
  | { finishTopup: null; closeWithHost: CloseWithHost }
);
