import type { ApiRequest } from "./api/requests.ts";
import type { ManualClock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { DisputeOptions } from "./ledger/dispute.ts";
import type { PayOutcome } from "./ledger/pay.ts";
import type { Dispute, Payment, Refund } from "./ledger/records.ts";
import type { RefundOptions } from "./ledger/refund.ts";
import type { SessionSeed } from "./ledger/session.ts";
import type { Listening } from "./listen.ts";
import type { ProductSeed } from "./money/product.ts";
import type { Delivery, DeliveryAttempt } from "./webhooks/delivery.ts";

/** What buyer, bank and merchant do. Each control queues the event that Dodo would send. */
export interface PaymentControls {
  /**
   * Pays a session as a buyer on the page would. Rejects with a `DodoError` if the session is
   * expired, consumed or unknown.
   */
  pay(session_id: string, outcome?: PayOutcome): Promise<Payment>;
  /** Ends a payment that is still processing. Rejects with a `DodoError` if it has ended. */
  finish(payment_id: string, result: "succeeded" | "failed" | "cancelled"): Promise<Payment>;
  /** Refunds all that is left, or an amount. */
  refund(payment_id: string, options?: RefundOptions): Promise<Refund>;
  /** Ends a refund that is pending. Rejects with a `DodoError` if it has ended. */
  finishRefund(refund_id: string, status: "succeeded" | "failed"): Promise<Refund>;
  /** Opens a dispute, or changes the status of the last one. */
  dispute(payment_id: string, options?: DisputeOptions): Promise<Dispute>;
}

/** Changes of the records that no buyer, bank or merchant makes. None of them sends an event. */
export interface RecordControls {
  /** Adds or replaces a product. Fields that a seed does not name are copied to the product. */
  putProduct(seed: ProductSeed & Record<string, unknown>): void;
  /** Sets any field of a payment to any value; `undefined` removes it. Throws `NOT_FOUND`. */
  patchPayment(payment_id: string, patch: Record<string, unknown>): void;
  /** Adds a payment exactly as it is given, except for its `payload_type`. */
  putPayment(payment: Record<string, unknown> & { payment_id: string }): void;
  /** Adds a session that the API returns but that cannot be paid. */
  putSession(session: SessionSeed): void;
  /** Lets a session expire now. Throws `NOT_FOUND`. */
  expireSession(session_id: string): void;
}

/** Webhook deliveries. The methods that send one resolve with its attempts and answers. */
export interface DeliveryControls {
  /** Every delivery, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Queues an event with any type and data. Throws if no enabled endpoint wants the type. */
  emit(
    type: string,
    data: Record<string, unknown>,
    options?: { webhook_id?: string; timestamp?: string },
  ): Delivery;
  /** Sends what is due by the clock. */
  deliver(options?: { limit?: number }): Promise<DeliveryAttempt[]>;
  /** Sends everything that is not delivered, once, whether it is due or not. */
  deliverAll(): Promise<DeliveryAttempt[]>;
  /** Sends one message again, as the dashboard's replay does. Rejects for an unknown id. */
  resend(delivery_id: string): Promise<DeliveryAttempt>;
  /** Sends one message twice at once. Rejects for an unknown id. */
  duplicate(delivery_id: string): Promise<DeliveryAttempt[]>;
  /** Drops a delivery that is waiting. Throws for an unknown id. */
  lose(delivery_id: string): void;
  /** Postpones a delivery that is waiting by milliseconds. Throws for an unknown id. */
  delay(delivery_id: string, ms: number): void;
  /** Returns the signature headers of a body; the timestamp is in Unix seconds. Default now. */
  sign(input: {
    body: string;
    webhook_id?: string;
    timestamp?: number;
    keys?: readonly string[];
  }): Record<string, string>;
  /**
   * Builds a signed delivery for a test that calls a webhook handler itself. An object is sent as
   * JSON, a string as it is.
   */
  signedRequest(
    body: unknown,
    options?: { webhook_id?: string; timestamp?: number; keys?: readonly string[]; url?: string },
  ): Request;
}

/** A local Dodo: its API, checkout page and webhooks, and the controls that tests use. */
export interface DodoEmulator extends PaymentControls, RecordControls, DeliveryControls {
  /**
   * The clock of the emulator. Moving it throws unless it is a manual one. If `delivery` is `auto`,
   * moving it sends what is then due.
   */
  readonly clock: ManualClock;
  /** `http://dodo.localhost` until `listen()`, then the origin of the server. */
  readonly url: string;
  readonly api_key: string;
  /** The signing key; the newest one if there are several. */
  readonly webhook_key: string;
  readonly business_id: string;
  /** Where deliveries go. Set it as soon as the receiver's port is known. */
  webhook_url: string | null;
  /** The environment variables that a payment server needs to use this emulator. */
  readonly env: Record<string, string>;
  /**
   * Answers requests to the API, the checkout page and the tool page. Rejects if a fault breaks the
   * connection.
   */
  fetch(request: Request): Promise<Response>;
  /**
   * Serves `fetch` on a socket, by default a free port of 127.0.0.1. Rejects for a host that others
   * can reach, unless `allow_public` is set.
   */
  listen(options?: {
    port?: number;
    hostname?: string;
    allow_public?: boolean;
  }): Promise<Listening>;
  /** Stops timers and servers, and aborts requests and deliveries that hang. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
  /** Every API request that was received, oldest first. */
  readonly requests: readonly ApiRequest[];
  /** Makes the emulator misbehave. */
  readonly faults: Faults;
  /**
   * Removes sessions, payments, deliveries, requests, faults and the endpoints that were created
   * over the API. Products and discount codes stay.
   */
  reset(): void;
}
