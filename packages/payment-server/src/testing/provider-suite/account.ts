/** The provider's side of a test: what the provider has received, and functions to control it. */

/** What the provider received when a session was created. */
export interface OpenedOrder {
  /** The id that the provider gave the session. */
  provider_session_id: string;
  /** The `payment_id` that we sent when the session was created. */
  our_payment_id: string;
  /** The amount in minor units of `currency`. */
  amount_minor: number;
  /** The currency of the amount, in upper case. */
  currency: string;
  product_id: string;
  return_url: string;
  cancel_url: string;
}

/** A buyer's data. It is stored at the provider, but no `PaymentProvider` may return or log it. */
export interface Buyer {
  email: string;
  name: string;
  street: string;
  card: string;
}

/** Options for a payment that a test makes. */
export interface PayOptions {
  /** The result of the payment; default `succeeded`. */
  result?: "succeeded" | "failed" | "processing" | undefined;
  /** The amount that the buyer pays in place of the price, in US cents without tax. */
  paid_minor?: number | undefined;
  /** The buyer's data; by default the account uses its own sample data. */
  buyer?: Buyer | undefined;
}

/** A webhook request as it arrives at our route. */
export interface RawDelivery {
  headers: Headers;
  body: Uint8Array;
}

/** The subject of a delivery. `other` is an event of a type that does not concern payments. */
export type DeliveryKind = "payment" | "refund" | "dispute" | "other";

/**
 * How the API fails. `down`: it answers with a 5xx status. `refused`: it rejects the API key.
 * `garbage`: it answers with a success status and a body that makes no sense. `lost`: it carries
 * out the request, then the connection breaks. `silent`: it does not respond until the caller
 * aborts.
 */
export type Trouble = "down" | "refused" | "garbage" | "lost" | "silent";

/**
 * The functions by which a test controls the account at the provider. If an optional function is
 * missing, the cases whose titles name it check nothing. They are skipped, or they pass where the
 * runner cannot skip.
 */
export interface ProviderAccount {
  /** Every session that was created, oldest first. */
  orders(): readonly OpenedOrder[];
  /**
   * Pays on the page of a session with the options `how`, and returns the provider's payment id.
   */
  pay(provider_session_id: string, how?: PayOptions): Promise<string> | string;
  /**
   * Adds a payment that was not made through one of our checkouts, and returns its id.
   * `our_payment_id` is stored in the field in which a checkout stores our payment id. If
   * `our_payment_id` is `null`, nothing is stored in that field.
   */
  addPayment(our_payment_id: string | null): Promise<string> | string;
  /**
   * Returns the delivery of a new event of the given kind. An event of kind `payment` contains the
   * payment's current state. `sent_at` is the time of sending in Unix milliseconds; default now.
   */
  deliver(
    kind: DeliveryKind,
    provider_payment_id: string,
    sent_at?: number,
  ): Promise<RawDelivery> | RawDelivery;
  /** Returns a second delivery of the same event, sent now. */
  redeliver(delivery: RawDelivery): RawDelivery;
  /** Returns a delivery with exactly this body, signed now with our key or with an unknown one. */
  sign(body: Uint8Array, key: "ours" | "a_stranger's"): RawDelivery;
  /** The names of the headers whose values the signature covers. */
  signed_headers: readonly string[];
  /**
   * From now on, makes every request to the API fail as `kind` says. `null` makes the API work
   * again. `says` is a text that the API puts into its error responses.
   */
  trouble(kind: Trouble | null, says: string): void;
  /**
   * Makes the API return `value` as the amount of a payment. A number means cents, and is written
   * in the notation that the provider uses for amounts.
   */
  spoilAmount?: ((provider_payment_id: string, value: unknown) => void) | undefined;
  /** Makes the API return this URL as the checkout page of every session created from now on. */
  namePage?: ((checkout_url: string) => void) | undefined;
  /** Changes the configured product so that it cannot be sold for the topup's price. */
  spoilProduct?: (() => void) | undefined;
  /** Refunds `amount_minor` cents of a payment. Without `amount_minor`, refunds the rest of it. */
  refund?:
    | ((provider_payment_id: string, amount_minor?: number) => Promise<void> | void)
    | undefined;
  /** Opens a dispute about a payment. */
  dispute?: ((provider_payment_id: string) => Promise<void> | void) | undefined;
}
