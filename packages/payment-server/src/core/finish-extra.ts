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
  topup: { usd_cents: number; credits: number; user_id: string };
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
