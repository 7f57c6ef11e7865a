/** The second argument of `finishTopup`. */
export interface FinishExtra {
  /** The provider's id and the word `topup`, such as `"dodo topup"`. */
  note: string;
  /** The provider's payment id; `""` if there is none. */
  ref: string;
  /**
   * The ids of the payment, and of the event that has caused the call. An id that does not exist is
   * `""`.
   */
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
   * The price, credits and user of the credit: those of the checkout, or those that an
   * administrator has accepted. Put them into the `WHERE` of your update, so that a topup that was
   * edited meanwhile is not credited.
   */
  topup: { usd_cents: number; credits: number; user_id: string };
  /**
   * The idempotency key `topup:<topup_id>`. It never changes, and a second call with the same key
   * must not add credits.
   */
  idempotency_key: string;
  /** A fencing token: a number that grows with every claim of this topup's credit. */
  fence: number;
  /**
   * A signal that is aborted when the payment service stops waiting for `finishTopup`. A later try
   * reads from the topup whether it was credited. In transactional mode the commit decides.
   */
  signal: AbortSignal;
}

/** The second argument of `finishTopup` in transactional mode. */
export interface TransactionalExtra<Tx> extends FinishExtra {
  /**
   * The database driver's handle on the open transaction. What you write through it is committed
   * together with our writes, or not at all.
   */
  tx: Tx;
}
