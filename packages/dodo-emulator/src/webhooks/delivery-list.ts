import type { Clock } from "../clock.ts";
import { notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { type Endpoint, wants } from "../ledger/endpoint.ts";
import type { WebhookEvent } from "../ledger/events.ts";
import type { Delivery, QueuedDelivery } from "./delivery.ts";

/** The deliveries of an account, oldest first, with queries for those that can be sent. */
export interface DeliveryList {
  /** The deliveries in `all`, in the form that `emulator.deliveries` shows. */
  readonly views: readonly Delivery[];
  readonly all: readonly QueuedDelivery[];
  /**
   * Adds a delivery for each endpoint that receives the event. The first attempt is due at `at`.
   */
  add(event: WebhookEvent, webhook_id: string, at: number): Delivery[];
  /** Returns the delivery with the given id. Throws `NOT_FOUND` if there is none. */
  find(delivery_id: string): QueuedDelivery;
  /**
   * Sets a delivery's state and its next due time, which is `null` unless the state is `waiting`.
   */
  settle(delivery: QueuedDelivery, state: Delivery["state"], next_attempt_at: number | null): void;
  /**
   * Returns whether a delivery has an enabled endpoint with a URL, and no scheduled attempt of it
   * is running.
   */
  isSendable(delivery: QueuedDelivery): boolean;
  isDue(delivery: QueuedDelivery): boolean;
  /** Returns the deliveries that are due by the clock, earliest first. */
  due(): QueuedDelivery[];
  /** Returns when the next delivery that can be sent is due; `Infinity` if there is none. */
  nextAt(): number;
  clear(): void;
  /** Saves the deliveries. Returns a function that restores them. */
  save(): () => void;
}

/** Creates an empty list. The endpoints are read at every call, because they can change. */
export function createDeliveryList(
  clock: Clock,
  endpoints: ReadonlyMap<string, Endpoint>,
): DeliveryList {
  const all: QueuedDelivery[] = [];
  const views: Delivery[] = [];
  const waiting = new Set<QueuedDelivery>();
  // A delivery is skipped and keeps its state while its endpoint is disabled, deleted or without a
  // URL.
  const isSendable = ({ endpoint, in_flight }: QueuedDelivery): boolean =>
    !in_flight && endpoint.url !== null && !endpoint.disabled && endpoints.has(endpoint.id);
  const isDue = (delivery: QueuedDelivery): boolean =>
    waiting.has(delivery) && isSendable(delivery) && dueAt(delivery) <= clock.now();
  const clear = (): void => {
    for (const list of [all, views]) list.length = 0;
    waiting.clear();
  };
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
      // If `clear()` removed a delivery during an attempt, the delivery is not added again.
      if (state === "waiting" && all.includes(delivery)) waiting.add(delivery);
      else waiting.delete(delivery);
    },
    due: () => [...waiting].filter(isDue).sort((a, b) => dueAt(a) - dueAt(b)),
    nextAt: () => Math.min(...[...waiting].filter(isSendable).map(dueAt)),
    clear,
    save() {
      const saved = all.map((delivery) => ({ ...delivery, view: copyOf(delivery) }));
      return () => {
        clear();
        for (const delivery of saved) {
          const endpoint = endpoints.get(delivery.endpoint.id) ?? delivery.endpoint;
          const restored = { ...delivery, endpoint, view: copyOf(delivery), in_flight: false };
          all.push(restored);
          views.push(restored.view);
          if (restored.view.state === "waiting") waiting.add(restored);
        }
      };
    },
  };
}

/**
 * Returns the endpoints that receive events of a type. While the endpoint of `webhook_url` has no
 * URL, it is returned only if no other endpoint receives the type. The event then waits for a URL.
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
    delivery_id: newId("dlv", at),
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

function copyOf({ view }: QueuedDelivery): QueuedDelivery["view"] {
  return structuredClone(view);
}

function dueAt({ view }: QueuedDelivery): number {
  return view.next_attempt_at ?? Infinity;
}
