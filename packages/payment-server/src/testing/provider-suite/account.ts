/** The provider's side of a test: its account, and what a test can make happen there. */

/** What the provider received when a session was created. */
export interface OpenedOrder {
  /** The id that the provider gave the session. */
  provider_session_id: string;
  /** Our `payment_id`, as it was sent. */
  our_payment_id: string;
  /** In minor units of `currency`. */
  amount_minor: number;
  /** The currency of the amount, in upper case. */
  currency: string;
  product_id: string;
  return_url: string;
  cancel_url: string;
}

/** A buyer's data. The provider stores each field with the payment, and none may reach us. */
export interface Buyer {
  email: string;
  name: string;
  street: string;
  card: string;
}

/** How a payment is made. */
export interface PayOptions {
  /** Default `succeeded`. */
  result?: "succeeded" | "failed" | "processing" | undefined;
  /** US cents that are taken instead of the price, without tax. */
  paid_minor?: number | undefined;
  /** Default: a buyer of the account's own. */
  buyer?: Buyer | undefined;
}

/** A delivery as it arrives at the webhook route. */
export interface RawDelivery {
  headers: Headers;
  body: Uint8Array;
}

/** What a delivery is about; `other` is a type of event that is about no payment at all. */
export type DeliveryKind = "payment" | "refund" | "dispute" | "other";

/**
 * How the API fails. `down`: it answers 5xx. `refused`: it refuses the key. `garbage`: it answers
 * with a success that makes no sense. `lost`: it does the work, and then the connection breaks.
 * `silent`: it does not answer until the caller aborts.
 */
export type Trouble = "down" | "refused" | "garbage" | "lost" | "silent";

/**
 * The controls that a test has over the provider's side. Where an optional one is left out, the
 * cases that need it pass without checking anything; the title of each says which one it needs.
 */
export interface ProviderAccount {
  /** Every session that was created, oldest first. */
  orders(): readonly OpenedOrder[];
  /** Pays on the page of a session, or tries to, and returns the provider's id of the payment. */
  pay(provider_session_id: string, how?: PayOptions): Promise<string> | string;
  /**
   * Adds a payment that was made without a checkout of ours, with this text where our id would be,
   * and returns its id.
   */
  addPayment(our_payment_id: string | null): Promise<string> | string;
  /**
   * Returns the delivery of a new event about a payment in its present state, sent at `sent_at`
   * (Unix milliseconds; default now).
   */
  deliver(
    kind: DeliveryKind,
    provider_payment_id: string,
    sent_at?: number,
  ): Promise<RawDelivery> | RawDelivery;
  /** Returns a redelivery of the same event, sent now. */
  redeliver(delivery: RawDelivery): RawDelivery;
  /** Returns a delivery of exactly these bytes, signed now with the configured key or another. */
  sign(body: Uint8Array, key: "ours" | "a_stranger's"): RawDelivery;
  /** The names of the headers whose values the signature covers. */
  signed_headers: readonly string[];
  /**
   * Lets every call of the API fail in this way from now on, with `says` in any text that is
   * answered; `null` ends it.
   */
  trouble(kind: Trouble | null, says: string): void;
  /**
   * Makes the API return `value` as the amount of a payment, counted in cents, in the notation that
   * the provider uses for amounts.
   */
  spoilAmount?: ((provider_payment_id: string, value: unknown) => void) | undefined;
  /** Makes the API name this page for every session that is created from now on. */
  namePage?: ((checkout_url: string) => void) | undefined;
  /** Turns the configured product into one that cannot be sold for the price. */
  spoilProduct?: (() => void) | undefined;
  /** Refunds `amount_minor` cents of a payment, or all that is left of it. */
  refund?:
    | ((provider_payment_id: string, amount_minor?: number) => Promise<void> | void)
    | undefined;
  /** Opens a dispute about a payment. */
  dispute?: ((provider_payment_id: string) => Promise<void> | void) | undefined;
}
