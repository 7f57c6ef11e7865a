import type { Endpoint } from "../ledger/endpoint.ts";
import type { WebhookEvent } from "../ledger/events.ts";

/** One webhook message for one endpoint, and its attempts; times are the clock's milliseconds. */
export interface Delivery {
  readonly delivery_id: string;
  /** The id of the endpoint that the message is sent to. */
  readonly endpoint_id: string;
  /** The `webhook-id` header, which is the same for every retry and every endpoint. */
  readonly webhook_id: string;
  readonly type: string;
  /** The id of the payment that the event is about; `null` if it is about none. */
  readonly payment_id: string | null;
  /** When each attempt was made, and the HTTP status of the answer; `null` without an answer. */
  readonly attempts: readonly { readonly at: number; readonly status: number | null }[];
  /** The state: `failed` after the last retry, `lost` if a fault or `lose()` dropped it. */
  readonly state: "waiting" | "delivered" | "failed" | "lost";
  /** When the next attempt is due; `null` unless the state is `waiting`. */
  readonly next_attempt_at: number | null;
}

/** One delivery attempt and its answer. */
export interface DeliveryAttempt {
  delivery_id: string;
  webhook_id: string;
  type: string;
  /** The HTTP status of the answer; `null` if there was none. */
  status: number | null;
  /** The body of the answer, or the error if there was no answer. */
  body: string;
}

/** A delivery as the queue stores it. */
export interface QueuedDelivery {
  /** The part of the delivery that `emulator.deliveries` shows. */
  view: { -readonly [K in keyof Delivery]: Delivery[K] } & {
    attempts: { at: number; status: number | null }[];
  };
  event: WebhookEvent;
  endpoint: Endpoint;
  /**
   * The number of attempts made, without those of `resend()` and `duplicate()`. An attempt that the
   * fault `duplicate` sends twice counts once.
   */
  tries: number;
  /** Whether an attempt that counts in `tries` is waiting for its answer. */
  in_flight: boolean;
}
