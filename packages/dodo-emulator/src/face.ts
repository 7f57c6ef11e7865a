import type { ApiRequest } from "./api/requests.ts";
import type { ManualClock } from "./clock.ts";
import type { DisputeOptions } from "./dispute.ts";
import type { Faults } from "./faults.ts";
import type { Listening } from "./listen.ts";
import type { PayOutcome } from "./pay.ts";
import type { ProductSeed } from "./products.ts";
import type { Dispute, Payment, Refund } from "./records.ts";
import type { RefundOptions } from "./refund.ts";
import type { SessionSeed } from "./session.ts";
import type { Delivery, DeliveryAttempt } from "./webhooks/delivery.ts";

/** A local Dodo: its API and checkout page behind `fetch`, its webhooks, and the hands that move it. */
export interface DodoEmulator {
  /** The clock it runs on; moving it throws unless it is a manual one. In `auto`, what became due is sent. */
  readonly clock: ManualClock;
  /** `http://dodo.localhost` until `listen()`, then the real origin. */
  readonly url: string;
  readonly api_key: string;
  /** The signing key; the newest one if several were given. */
  readonly webhook_key: string;
  readonly business_id: string;
  /** Where deliveries go; set it when the receiver's port is known. */
  webhook_url: string | null;
  /** The environment a payment server needs to talk to this emulator. */
  readonly env: Record<string, string>;
  /** Answers requests to the API, the checkout page and the tool page; bound. Rejects when a fault breaks the connection. */
  fetch(request: Request): Promise<Response>;
  /** Serves `fetch` on a socket, by default a free port of 127.0.0.1; rejects a host that others can reach unless `allow_public` is set. */
  listen(options?: {
    port?: number;
    hostname?: string;
    allow_public?: boolean;
  }): Promise<Listening>;
  /** Stops timers, servers and whatever hangs. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
  /** Does what a buyer does on the page and queues the matching event; throws a `DodoError` on an expired, consumed or unknown session. */
  pay(session_id: string, outcome?: PayOutcome): Promise<Payment>;
  /** Ends a payment that is still open and queues the event. */
  finish(payment_id: string, result: "succeeded" | "failed" | "cancelled"): Promise<Payment>;
  /** Refunds all that is left, or an amount, and queues `refund.succeeded` (or `refund.failed`). */
  refund(payment_id: string, options?: RefundOptions): Promise<Refund>;
  /** Ends a refund that is pending and queues its event. */
  finishRefund(refund_id: string, status: "succeeded" | "failed"): Promise<Refund>;
  /** Opens or moves a dispute and queues its event. */
  dispute(payment_id: string, options?: DisputeOptions): Promise<Dispute>;
  /** Adds a product or replaces it; fields a seed does not know are laid over the product. */
  putProduct(seed: ProductSeed & Record<string, unknown>): void;
  /** Sets any field of a payment to anything; `undefined` removes it. No event. */
  patchPayment(payment_id: string, patch: Record<string, unknown>): void;
  /** Adds a payment that came from elsewhere, exactly as it is. No event. */
  putPayment(payment: Record<string, unknown> & { payment_id: string }): void;
  /** Adds a session that came from elsewhere; it can be asked about but not paid. */
  putSession(session: SessionSeed): void;
  /** Ends a session's life now. */
  expireSession(session_id: string): void;
  /** Queues an event with any data. */
  emit(
    type: string,
    data: Record<string, unknown>,
    options?: { webhook_id?: string; timestamp?: string },
  ): Delivery;
  readonly deliveries: readonly Delivery[];
  /** Sends what is due by the clock and awaits the answers. */
  deliver(options?: { limit?: number }): Promise<DeliveryAttempt[]>;
  /** Sends everything that is not delivered, once, whenever it is due. */
  deliverAll(): Promise<DeliveryAttempt[]>;
  /** The dashboard's replay of one message; rejects on an unknown id. */
  resend(delivery_id: string): Promise<DeliveryAttempt>;
  /** Sends one message twice at once; rejects on an unknown id. */
  duplicate(delivery_id: string): Promise<DeliveryAttempt[]>;
  /** Drops a delivery that still waits. */
  lose(delivery_id: string): void;
  /** Makes a delivery that still waits due so many milliseconds later. */
  delay(delivery_id: string, ms: number): void;
  /** Signature headers for a body; the timestamp is in Unix seconds. */
  sign(input: {
    body: string;
    webhook_id?: string;
    timestamp?: number;
    keys?: readonly string[];
  }): Record<string, string>;
  /** A signed delivery to hand to a receiver; an object is written as JSON, a string is taken as it is. */
  signedRequest(
    body: unknown,
    options?: { webhook_id?: string; timestamp?: number; keys?: readonly string[]; url?: string },
  ): Request;
  /** Every API request received, oldest first. */
  readonly requests: readonly ApiRequest[];
  /** Knobs that make the emulator misbehave. */
  readonly faults: Faults;
  /** Forgets sessions, payments, deliveries, requests, faults and endpoints made over the API; products and codes stay. */
  reset(): void;
}
