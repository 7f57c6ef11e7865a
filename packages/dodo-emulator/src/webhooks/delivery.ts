import type { Endpoint } from "../ledger/endpoint.ts";
import type { WebhookEvent } from "../ledger/events.ts";

/** One webhook message for one endpoint, and its attempts; times are the clock's milliseconds. */
export interface Delivery {
  readonly delivery_id: string;
  /** The endpoint that it is sent to. */
  readonly endpoint_id: string;
  /** The `webhook-id` header: the same for every retry, and for every endpoint. */
  readonly webhook_id: string;
  readonly type: string;
  /** The payment that the event is about, if any. */
  readonly payment_id: string | null;
  /** The status is `null` if there was no answer. */
  readonly attempts: readonly { readonly at: number; readonly status: number | null }[];
  /** `failed` after the last retry; `lost` if a fault or `lose()` dropped it. */
  readonly state: "waiting" | "delivered" | "failed" | "lost";
  /** `null` unless it is waiting. */
  readonly next_attempt_at: number | null;
}

/** One delivery attempt and its answer. */
export interface DeliveryAttempt {
  delivery_id: string;
  webhook_id: string;
  type: string;
  /** `null` if there was no answer. */
  status: number | null;
  /** The body of the answer, or the error if there was none. */
  body: string;
}

/** A delivery as the queue stores it. */
export interface QueuedDelivery {
  /** What `emulator.deliveries` shows. */
  view: { -readonly [K in keyof Delivery]: Delivery[K] } & {
    attempts: { at: number; status: number | null }[];
  };
  event: WebhookEvent;
  endpoint: Endpoint;
  /** The number of attempts that count for the retry schedule; a replay does not. */
  tries: number;
  /** Whether an attempt is waiting for its answer. */
  in_flight: boolean;
}
