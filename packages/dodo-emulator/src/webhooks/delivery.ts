import type { Endpoint } from "./endpoint.ts";

/** One webhook message and what became of it; times are the clock's milliseconds. */
export interface Delivery {
  readonly delivery_id: string;
  /** The endpoint it goes to. */
  readonly endpoint_id: string;
  /** The `webhook-id` header, the same on every retry and at every endpoint. */
  readonly webhook_id: string;
  readonly type: string;
  /** The payment the event is about, if any. */
  readonly payment_id: string | null;
  /** Status is null when no answer came. */
  readonly attempts: readonly { readonly at: number; readonly status: number | null }[];
  /** `failed` after the last retry; `lost` when a fault ate it. */
  readonly state: "waiting" | "delivered" | "failed" | "lost";
  readonly next_attempt_at: number | null;
}

/** One attempt and its answer. */
export interface DeliveryAttempt {
  delivery_id: string;
  webhook_id: string;
  type: string;
  /** Null when no answer came. */
  status: number | null;
  /** The answer's body, or why there was none. */
  body: string;
}

/** What an event says; `data` is asked for at each attempt, since Dodo sends the latest state. */
export interface EventBody {
  type: string;
  timestamp: string;
  payment_id: string | null;
  data: () => Record<string, unknown>;
}

/** A delivery as the queue keeps it. */
export interface QueuedDelivery {
  view: { -readonly [K in keyof Delivery]: Delivery[K] } & {
    attempts: { at: number; status: number | null }[];
  };
  event: EventBody;
  endpoint: Endpoint;
  /** Attempts that count for the retry schedule. */
  tries: number;
  in_flight: boolean;
}
