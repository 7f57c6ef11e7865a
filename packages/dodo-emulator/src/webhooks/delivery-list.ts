import type { Clock } from "../clock.ts";
import { notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { type Endpoint, wants } from "../ledger/endpoint.ts";
import type { WebhookEvent } from "../ledger/events.ts";
import type { Delivery, QueuedDelivery } from "./delivery.ts";

/** Every delivery of the account, oldest first, and which of them can be sent. */
export interface DeliveryList {
  /** The same deliveries as the user of the emulator sees them. */
  readonly views: readonly Delivery[];
  readonly all: readonly QueuedDelivery[];
  /** Adds a delivery of an event for each endpoint that wants it; its first attempt is due at `at`. */
  add(event: WebhookEvent, webhook_id: string, at: number): Delivery[];
  /** Returns the delivery with an id. Throws `NOT_FOUND`. */
  find(delivery_id: string): QueuedDelivery;
  /** Sets the state and the time of the next attempt, which is `null` unless it is waiting. */
  settle(delivery: QueuedDelivery, state: Delivery["state"], next_attempt_at: number | null): void;
  /** Returns whether a delivery has an enabled endpoint with a URL, and no attempt in flight. */
  isSendable(delivery: QueuedDelivery): boolean;
  isDue(delivery: QueuedDelivery): boolean;
  /** Returns the deliveries that are due by the clock, earliest first. */
  due(): QueuedDelivery[];
  /** Returns when the next delivery is due; `Infinity` if none is waiting. */
  nextAt(): number;
  clear(): void;
}

/** Creates the list of deliveries; it reads the state of an endpoint at every call. */
export function createDeliveryList(
  clock: Clock,
  endpoints: ReadonlyMap<string, Endpoint>,
): DeliveryList {
  const all: QueuedDelivery[] = [];
  const views: Delivery[] = [];
  const waiting = new Set<QueuedDelivery>();
  // An endpoint that is disabled or deleted keeps its deliveries waiting.
  const isSendable = ({ endpoint, in_flight }: QueuedDelivery): boolean =>
    !in_flight && endpoint.url !== null && !endpoint.disabled && endpoints.has(endpoint.id);
  const isDue = (delivery: QueuedDelivery): boolean =>
    waiting.has(delivery) && isSendable(delivery) && dueAt(delivery) <= clock.now();
  return {
    views,
    all,
    isSendable,
    isDue,
    add: (event, webhook_id, at) =>
      receivers(event.type, endpoints).map((endpoint) => {
        const delivery = buildDelivery(endpoint, event, webhook_id, at);
        all.push(delivery);
        views.push(delivery.view);
        waiting.add(delivery);
        return delivery.view;
      }),
    find(delivery_id) {
      const delivery = all.find(({ view }) => view.delivery_id === delivery_id);
      if (delivery === undefined) throw notFound(`delivery ${delivery_id}`);
      return delivery;
    },
    settle(delivery, state, next_attempt_at) {
      delivery.view.state = state;
      delivery.view.next_attempt_at = next_attempt_at;
      // `clear()` may have removed the delivery while its attempt was in flight.
      if (state === "waiting" && all.includes(delivery)) waiting.add(delivery);
      else waiting.delete(delivery);
    },
    due: () => [...waiting].filter(isDue).sort((a, b) => dueAt(a) - dueAt(b)),
    nextAt: () => Math.min(...[...waiting].filter(isSendable).map(dueAt)),
    clear() {
      for (const list of [all, views]) list.length = 0;
      waiting.clear();
    },
  };
}

/**
 * Returns the endpoints that receive an event. One without a URL, which is that of `webhook_url`,
 * receives it only if there is no other: the event then waits for a URL.
 */
function receivers(type: string, endpoints: ReadonlyMap<string, Endpoint>): Endpoint[] {
  const wanting = [...endpoints.values()].filter((endpoint) => wants(endpoint, type));
  const reachable = wanting.filter(({ url }) => url !== null);
  return reachable.length > 0 ? reachable : wanting;
}

function buildDelivery(
  endpoint: Endpoint,
  event: WebhookEvent,
  webhook_id: string,
  at: number,
): QueuedDelivery {
  const view: QueuedDelivery["view"] = {
    delivery_id: newId("dlv"),
    endpoint_id: endpoint.id,
    webhook_id,
    type: event.type,
    payment_id: event.payment_id,
    attempts: [],
    state: "waiting",
    next_attempt_at: at,
  };
  return { view, event, endpoint, tries: 0, in_flight: false };
}

function dueAt({ view }: QueuedDelivery): number {
  return view.next_attempt_at ?? Infinity;
}
