import { type Faults, takeWebhookFault } from "../faults.ts";
import { notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Settings } from "../options.ts";
import { isSuccess, sendEvent } from "./attempt.ts";
import type { Delivery, DeliveryAttempt, EventBody, QueuedDelivery } from "./delivery.ts";
import { type Endpoint, wants } from "./endpoint.ts";
import { nextAttempt } from "./schedule.ts";

/** Webhook messages on their way, retried as Dodo does. */
export interface DeliveryQueue {
  readonly deliveries: readonly Delivery[];
  /** Queues an event for every endpoint that wants it; the first delivery, or null if none does. */
  add(event: EventBody, webhook_id?: string): Delivery | null;
  deliver(limit?: number): Promise<DeliveryAttempt[]>;
  deliverAll(): Promise<DeliveryAttempt[]>;
  resend(delivery_id: string): Promise<DeliveryAttempt>;
  /** Sends a message twice at once, with its one id. */
  duplicate(delivery_id: string): Promise<DeliveryAttempt[]>;
  /** Drops a delivery that still waits. */
  lose(delivery_id: string): void;
  /** Makes a delivery that still waits due so many milliseconds later. */
  delay(delivery_id: string, ms: number): void;
  /** Sets the timer for what is due next, in `auto`. */
  arm(): void;
  clear(): void;
  close(): void;
}

// Longer timers would fire at once.
const longest_timer = 2 ** 31 - 1;

/** Makes the queue; it reads an endpoint's URL and keys anew at every attempt. */
export function createQueue(
  settings: Settings,
  faults: Faults,
  endpoints: ReadonlyMap<string, Endpoint>,
): DeliveryQueue {
  const queued: QueuedDelivery[] = [];
  const deliveries: Delivery[] = [];
  const waiting = new Set<QueuedDelivery>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const closing = new AbortController();

  function add(event: EventBody, webhook_id = newId("msg")): Delivery | null {
    const wanting = [...endpoints.values()].filter((endpoint) => wants(endpoint, event.type));
    // Without a webhook_url the event waits for one, unless there is somewhere else to go.
    const reachable = wanting.filter((endpoint) => endpoint.url !== null);
    const [first = null] = (reachable.length > 0 ? reachable : wanting).map((endpoint) =>
      addFor(endpoint, event, webhook_id),
    );
    arm();
    return first;
  }

  function addFor(endpoint: Endpoint, event: EventBody, webhook_id: string): Delivery {
    const delivery: QueuedDelivery = {
      view: {
        delivery_id: newId("dlv"),
        endpoint_id: endpoint.id,
        webhook_id,
        type: event.type,
        payment_id: event.payment_id,
        attempts: [],
        state: "waiting",
        next_attempt_at: settings.clock.now() + (faults.webhooks.delay_ms ?? 0),
      },
      event,
      endpoint,
      tries: 0,
      in_flight: false,
    };
    queued.push(delivery);
    deliveries.push(delivery.view);
    waiting.add(delivery);
    return delivery.view;
  }

  function isDue(delivery: QueuedDelivery): boolean {
    return (
      waiting.has(delivery) &&
      isSendable(delivery) &&
      (delivery.view.next_attempt_at ?? Infinity) <= settings.clock.now()
    );
  }

  /** Whether there is somewhere to send it; an endpoint that was switched off or deleted keeps its deliveries waiting. */
  function isSendable({ endpoint, in_flight }: QueuedDelivery): boolean {
    return !in_flight && endpoint.url !== null && !endpoint.disabled && endpoints.has(endpoint.id);
  }

  function due(): QueuedDelivery[] {
    const ready = [...waiting].filter(isDue);
    ready.sort((a, b) => (a.view.next_attempt_at ?? 0) - (b.view.next_attempt_at ?? 0));
    return faults.webhooks.reorder === true ? ready.reverse() : ready;
  }

  function arm(): void {
    clearTimeout(timer);
    if (settings.delivery !== "auto" || closing.signal.aborted) return;
    const moments = [...waiting]
      .filter(isSendable)
      .map((delivery) => delivery.view.next_attempt_at ?? Infinity);
    const next = Math.min(...moments);
    if (next === Infinity) return;
    timer = setTimeout(tick, Math.min(Math.max(0, next - settings.clock.now()), longest_timer));
    timer.unref();
  }

  function tick(): void {
    // Together, so that one receiver that hangs does not hold up the others.
    for (const delivery of due()) void attempt(delivery);
    arm();
  }

  async function deliver(limit = Infinity): Promise<DeliveryAttempt[]> {
    const attempts: DeliveryAttempt[] = [];
    // Asked again, since a timer or another call may have sent it meanwhile.
    for (const delivery of due().slice(0, limit))
      if (isDue(delivery)) attempts.push(...(await attempt(delivery)));
    return attempts;
  }

  async function deliverAll(): Promise<DeliveryAttempt[]> {
    const attempts: DeliveryAttempt[] = [];
    const open = queued.filter(
      (delivery) => delivery.view.state !== "delivered" && isSendable(delivery),
    );
    for (const delivery of faults.webhooks.reorder === true ? open.reverse() : open)
      attempts.push(...(await attempt(delivery)));
    return attempts;
  }

  async function attempt(delivery: QueuedDelivery): Promise<DeliveryAttempt[]> {
    const { view } = delivery;
    if (!isSendable(delivery)) return [];
    if (takeWebhookFault(faults, "lose")) {
      settle(delivery, "lost", null);
      return [];
    }
    delivery.in_flight = true;
    const at = settings.clock.now();
    const copies = takeWebhookFault(faults, "duplicate") ? [delivery, delivery] : [delivery];
    const answers = await Promise.all(
      copies.map((copy) => sendEvent(copy, view.webhook_id, settings, faults, closing.signal)),
    ).finally(() => {
      delivery.in_flight = false;
    });
    delivery.tries += 1;
    const next = nextAttempt(delivery.tries, at);
    if (answers.some(isSuccess)) settle(delivery, "delivered", null);
    else settle(delivery, next === null ? "failed" : "waiting", next);
    arm();
    return answers;
  }

  function settle(
    delivery: QueuedDelivery,
    state: Delivery["state"],
    next_attempt_at: number | null,
  ): void {
    delivery.view.state = state;
    delivery.view.next_attempt_at = next_attempt_at;
    if (state !== "waiting" || !queued.includes(delivery)) waiting.delete(delivery);
    else waiting.add(delivery);
  }

  async function resend(delivery_id: string): Promise<DeliveryAttempt> {
    const delivery = find(delivery_id);
    const answer = await sendEvent(
      delivery,
      settings.webhook_id_on_resend === "same" ? delivery.view.webhook_id : newId("msg"),
      settings,
      faults,
      closing.signal,
    );
    if (isSuccess(answer)) settle(delivery, "delivered", null);
    return answer;
  }

  async function duplicate(delivery_id: string): Promise<DeliveryAttempt[]> {
    const delivery = find(delivery_id);
    const answers = await Promise.all(
      [delivery, delivery].map((copy) =>
        sendEvent(copy, copy.view.webhook_id, settings, faults, closing.signal),
      ),
    );
    if (answers.some(isSuccess)) settle(delivery, "delivered", null);
    return answers;
  }

  function find(delivery_id: string): QueuedDelivery {
    const delivery = queued.find(({ view }) => view.delivery_id === delivery_id);
    if (delivery === undefined) throw notFound(`delivery ${delivery_id}`);
    return delivery;
  }

  return {
    deliveries,
    add,
    deliver,
    deliverAll,
    resend,
    duplicate,
    lose(delivery_id) {
      const delivery = find(delivery_id);
      if (delivery.view.state === "waiting") settle(delivery, "lost", null);
    },
    delay(delivery_id, ms) {
      const delivery = find(delivery_id);
      if (delivery.view.state === "waiting")
        settle(
          delivery,
          "waiting",
          Math.max(delivery.view.next_attempt_at ?? 0, settings.clock.now()) + ms,
        );
      arm();
    },
    arm,
    clear() {
      clearTimeout(timer);
      queued.length = 0;
      deliveries.length = 0;
      waiting.clear();
    },
    close() {
      clearTimeout(timer);
      closing.abort(new Error("the emulator was closed"));
    },
  };
}
