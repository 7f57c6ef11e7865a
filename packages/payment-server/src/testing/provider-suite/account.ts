/** What must be done at the provider's side, so that a case can see what the provider under test makes of it. */

/** What the provider was told when a session was opened. */
export interface OpenedOrder {
  provider_session_id: string;
  our_payment_id: string;
  amount_minor: number;
  /** Of the amount, in upper case. */
  currency: string;
  product_id: string;
  return_url: string;
  cancel_url: string;
}

/** Who pays: each of these is stored at the provider with the payment, and none of it may reach us. */
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
  /** Cents that are taken instead of what was asked, without tax. */
  paid_minor?: number | undefined;
  buyer?: Buyer | undefined;
}

/** A delivery as it arrives. */
export interface RawDelivery {
  headers: Headers;
  body: Uint8Array;
}

/** `other`: a type that is about no payment at all. */
export type DeliveryKind = "payment" | "refund" | "dispute" | "other";

/**
 * `down`: an error of the server's own. `refused`: the key is refused. `garbage`: a success that makes no sense.
 * `lost`: the work is done and the connection breaks. `silent`: no answer until the caller gives up.
 */
export type Trouble = "down" | "refused" | "garbage" | "lost" | "silent";

/** The hands at the provider's side. Where one is left out, the cases that need it check nothing. */
export interface ProviderAccount {
  /** Every session that was opened, oldest first. */
  orders(): readonly OpenedOrder[];
  /** Pays on the page of a session, or tries to, and returns the provider's id of the payment. */
  pay(provider_session_id: string, how?: PayOptions): Promise<string> | string;
  /** A payment that was made without a checkout of ours, with this text where our id would stand; returns its id. */
  addPayment(our_payment_id: string | null): Promise<string> | string;
  /** The delivery of a new event about a payment as it now is, sent at `sent_at` (Unix milliseconds; default now). */
  deliver(
    kind: DeliveryKind,
    provider_payment_id: string,
    sent_at?: number,
  ): Promise<RawDelivery> | RawDelivery;
  /** The same event, sent again now as after a lost answer. */
  redeliver(delivery: RawDelivery): RawDelivery;
  /** A delivery of exactly these bytes, signed now with the key that is configured, or with a stranger's. */
  sign(body: Uint8Array, key: "ours" | "a_stranger's"): RawDelivery;
  /** The headers whose value the signature covers. */
  signed_headers: readonly string[];
  /** From now on each call of the API meets this trouble, and any text of the answer has `says` in it; `null` ends it. */
  trouble(kind: Trouble | null, says: string): void;
  /** Makes the API give this for what was paid, counted in cents, in whatever way it writes amounts. */
  spoilAmount?: ((provider_payment_id: string, value: unknown) => void) | undefined;
  /** Makes the API name this page for every session that is opened from now on. */
  namePage?: ((checkout_url: string) => void) | undefined;
  /** Makes the configured product one that cannot be sold for the price. */
  spoilProduct?: (() => void) | undefined;
  /** Gives back a part or, without an amount, all of it; in cents. */
  refund?:
    | ((provider_payment_id: string, amount_minor?: number) => Promise<void> | void)
    | undefined;
  /** Opens a dispute. */
  dispute?: ((provider_payment_id: string) => Promise<void> | void) | undefined;
}
