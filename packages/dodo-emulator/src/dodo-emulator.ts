import type { ApiRequest } from "./api/requests.ts";
import type { ManualClock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { DisputeOptions } from "./ledger/dispute.ts";
import type { PayOutcome } from "./ledger/pay.ts";
import type { Dispute, Payment, Refund } from "./ledger/records.ts";
import type { RefundOptions } from "./ledger/refund.ts";
import type { SessionSeed } from "./ledger/session.ts";
import type { Certificate, Listening } from "./listen.ts";
import type { ProductSeed } from "./money/product.ts";
import type { Delivery, DeliveryAttempt } from "./webhooks/delivery.ts";

/**
 * The actions of the buyer, the bank and the merchant. The actions queue the events that Dodo would
 * send. With the option `silent`, `pay()` queues none.
 */
export interface PaymentControls {
  /**
   * Opens a checkout session as `POST /checkouts` would, and returns its id. By default the cart
   * has one unit of the first product, with an `amount` of 5000. A product with a fixed price
   * ignores this amount. `order` holds the fields of the request body to add or replace. Throws a
   * `DodoError` if `POST /checkouts` would refuse the body.
   */
  openSession(order?: Record<string, unknown>): string;
  /**
   * Pays a checkout session as a buyer on the checkout page would. Rejects with a `DodoError` if
   * the session is unknown, expired, consumed or without a cart, or does not permit the outcome.
   */
  pay(session_id: string, outcome?: PayOutcome): Promise<Payment>;
  /**
   * Ends a payment that is processing. Rejects with a `DodoError` if the payment is unknown, was
   * declined or has ended.
   */
  finish(payment_id: string, result: "succeeded" | "failed" | "cancelled"): Promise<Payment>;
  /**
   * Refunds `options.amount` of a payment. If no amount is given, refunds all that is left. Rejects
   * with a `DodoError` if the payment is unknown, or if the amount is not a whole number from 1 to
   * what is left.
   */
  refund(payment_id: string, options?: RefundOptions): Promise<Refund>;
  /**
   * Ends a refund that is pending or in review. Rejects with a `DodoError` if the refund is unknown
   * or has ended. Also rejects if `status` is `succeeded` and other refunds have left less than
   * this refund's amount.
   */
  finishRefund(refund_id: string, status: "succeeded" | "failed"): Promise<Refund>;
  /**
   * Opens a dispute of a payment. If `type` is not `dispute.opened` and the payment already has a
   * dispute, changes the last one instead.
   */
  dispute(payment_id: string, options?: DisputeOptions): Promise<Dispute>;
}

/** The controls that change stored records directly. None of them sends a webhook event. */
export interface RecordControls {
  /** Adds or replaces a product. Fields outside `ProductSeed` are stored unchanged. */
  putProduct(seed: ProductSeed & Record<string, unknown>): void;
  /**
   * Sets fields of a payment to any values; `undefined` removes a field. Throws `NOT_FOUND` if
   * there is no such payment.
   */
  patchPayment(payment_id: string, patch: Record<string, unknown>): void;
  /** Adds or replaces a payment. Stores a JSON copy of what is given, without `payload_type`. */
  putPayment(payment: Record<string, unknown> & { payment_id: string }): void;
  /** Adds or replaces a checkout session. The API returns it, but it cannot be paid. */
  putSession(session: SessionSeed): void;
  /** Expires a checkout session now. Throws `NOT_FOUND` if there is no such session. */
  expireSession(session_id: string): void;
}

/** The controls of webhook deliveries. Methods that send resolve to the attempts that were made. */
export interface DeliveryControls {
  /** Every delivery, oldest first. */
  readonly deliveries: readonly Delivery[];
  /**
   * Queues an event of any type and data. Throws if no enabled endpoint receives the type, or if the
   * data cannot be serialized as JSON.
   */
  emit(
    type: string,
    data: Record<string, unknown>,
    options?: { webhook_id?: string; timestamp?: string },
  ): Delivery;
  /** Sends the deliveries that are due by the emulator's clock, at most `limit` of them. */
  deliver(options?: { limit?: number }): Promise<DeliveryAttempt[]>;
  /**
   * Makes one attempt at each delivery that has not succeeded and can be sent, even if the delivery
   * is not due.
   */
  deliverAll(): Promise<DeliveryAttempt[]>;
  /**
   * Sends a delivery again, as a replay in Dodo's dashboard does. Rejects for an unknown id, and if
   * there is no URL to send to.
   */
  resend(delivery_id: string): Promise<DeliveryAttempt>;
  /**
   * Sends a delivery twice at the same time. Rejects for an unknown id, and if there is no URL to
   * send to.
   */
  duplicate(delivery_id: string): Promise<DeliveryAttempt[]>;
  /** Drops a waiting delivery, which becomes `lost`. Throws for an unknown id. */
  lose(delivery_id: string): void;
  /** Postpones a waiting delivery by `ms` milliseconds. Throws for an unknown id. */
  delay(delivery_id: string, ms: number): void;
  /** Signs a body and returns the webhook headers. `timestamp` is in Unix seconds; default now. */
  sign(input: {
    body: string;
    webhook_id?: string;
    timestamp?: number;
    keys?: readonly string[];
  }): Record<string, string>;
  /**
   * Builds a signed webhook request, for a test that calls the webhook handler directly. A `body`
   * that is not a string is sent as JSON.
   */
  signedRequest(
    body: unknown,
    options?: { webhook_id?: string; timestamp?: number; keys?: readonly string[]; url?: string },
  ): Request;
}

/** A saved state of an emulator, to which `restore()` returns. */
export interface Snapshot {
  /** When the snapshot was taken, in the clock's milliseconds. */
  readonly taken_at: number;
}

/** A local Dodo: its API, checkout page and webhooks, and the controls that tests use. */
export interface DodoEmulator extends PaymentControls, RecordControls, DeliveryControls {
  /**
   * The emulator's clock. `advance()` and `set()` throw unless it is a manual clock. If the option
   * `delivery` is `auto`, moving the clock sends the deliveries that have become due.
   */
  readonly clock: ManualClock;
  /** The origin of the newest server, or the option `origin` if no server was started. */
  readonly url: string;
  readonly api_key: string;
  /** The key that signs webhooks to `webhook_url`; the newest one if there are several. */
  readonly webhook_key: string;
  readonly business_id: string;
  /**
   * The URL of the webhook endpoint that the option `webhook_url` configures; `null` while the
   * endpoint has no URL. A test can set the URL once the receiver's port is known. Setting the URL
   * also enables the endpoint.
   */
  webhook_url: string | null;
  /** The environment variables that a payment server needs to use this emulator. */
  readonly env: Record<string, string>;
  /**
   * Answers a request to the API or to a page. Rejects with `ConnectionLost` if a fault breaks the
   * connection. While a fault makes the request wait, also rejects if the request is aborted, or if
   * the emulator is closed or reset.
   */
  fetch(request: Request): Promise<Response>;
  /**
   * Serves `fetch` on a socket, by default on a free port of 127.0.0.1. Rejects for a host that is
   * not a loopback name or address, unless `allow_public` is set. With `unref`, the server does not
   * keep the process alive. With `https`, the server uses HTTPS with your certificate.
   */
  listen(options?: {
    port?: number;
    hostname?: string;
    allow_public?: boolean;
    unref?: boolean;
    https?: Certificate;
  }): Promise<Listening>;
  /**
   * Stops timers and servers. Aborts deliveries that are waiting for an answer, and API requests
   * that are waiting because of a fault.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
  /** Every API request that was received, oldest first. */
  readonly requests: readonly ApiRequest[];
  /** The faults that make the emulator misbehave; they can be set at any time. */
  readonly faults: Faults;
  /**
   * Removes all records except products, discount codes and the endpoint of `webhook_url`, and
   * enables that endpoint. Also removes deliveries, requests and faults, sets the use counts of the
   * codes to 0, and aborts API requests that are waiting because of a fault. Does not change the
   * clock.
   */
  reset(): void;
  /** Saves the records, deliveries, requests and faults, and the time of a manual clock. */
  snapshot(): Snapshot;
  /** Restores the state of a snapshot. Throws a `TypeError` if another emulator took it. */
  restore(snapshot: Snapshot): void;
}
