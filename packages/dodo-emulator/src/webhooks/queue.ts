import { type Faults, takeWebhookFault } from "../faults.ts";
import { newId } from "../ids.ts";
import type { Settings } from "../options.ts";
import { isSuccess, sendEvent } from "./attempt.ts";
import type { Delivery, DeliveryAttempt, EventBody, QueuedDelivery } from "./delivery.ts";
import { nextAttempt } from "./schedule.ts";

/** Webhook messages on their way, retried as Dodo does. */
export interface DeliveryQueue {
  readonly deliveries: readonly Delivery[];
  add(event: EventBody, webhook_id?: string): Delivery;
  deliver(limit?: number): Promise<DeliveryAttempt[]>;
  deliverAll(): Promise<DeliveryAttempt[]>;
  resend(delivery_id: string): Promise<DeliveryAttempt>;
  /** Sets the timer for what is due next, in `auto`. */
  arm(): void;
  clear(): void;
  close(): void;
}

// Longer timers would fire at once.
const longest_timer = 2 ** 31 - 1;

/** Makes the queue; it reads `settings.webhook_url` anew at every attempt. */
export function createQueue(settings: Settings, faults: Faults): DeliveryQueue {
  const queued: QueuedDelivery[] = [];
  const deliveries: Delivery[] = [];
  const waiting = new Set<QueuedDelivery>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const closing = new AbortController();

  function add(event: EventBody, webhook_id = newId("msg")): Delivery {
    const delivery: QueuedDelivery = {
      view: {
        delivery_id: newId("dlv"),
        webhook_id,
        type: event.type,
        payment_id: event.payment_id,
        attempts: [],
        state: "waiting",
        next_attempt_at: settings.clock.now() + (faults.webhooks.delay_ms ?? 0),
      },
      event,
      tries: 0,
      in_flight: false,
    };
    queued.push(delivery);
    deliveries.push(delivery.view);
    waiting.add(delivery);
    arm();
    return delivery.view;
  }

  function isDue(delivery: QueuedDelivery): boolean {
    return waiting.has(delivery) && !delivery.in_flight && (delivery.view.next_attempt_at ?? Infinity) <= settings.clock.now();
  }

  function due(): QueuedDelivery[] {
    if (settings.webhook_url === null) return [];
    const ready = [...waiting].filter(isDue);
    ready.sort((a, b) => (a.view.next_attempt_at ?? 0) - (b.view.next_attempt_at ?? 0));
    return faults.webhooks.reorder === true ? ready.reverse() : ready;
  }

  function arm(): void {
    clearTimeout(timer);
    if (settings.delivery !== "auto" || settings.webhook_url === null || closing.signal.aborted) return;
    const moments = [...waiting].filter((delivery) => !delivery.in_flight).map((delivery) => delivery.view.next_attempt_at ?? Infinity);
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
    for (const delivery of due().slice(0, limit)) if (isDue(delivery)) attempts.push(...(await attempt(delivery)));
    return attempts;
  }

  async function deliverAll(): Promise<DeliveryAttempt[]> {
    if (settings.webhook_url === null) return [];
    const attempts: DeliveryAttempt[] = [];
    const open = queued.filter((delivery) => delivery.view.state !== "delivered" && !delivery.in_flight);
    for (const delivery of faults.webhooks.reorder === true ? open.reverse() : open) attempts.push(...(await attempt(delivery)));
    return attempts;
  }

  async function attempt(delivery: QueuedDelivery): Promise<DeliveryAttempt[]> {
    const { view } = delivery;
    if (delivery.in_flight || settings.webhook_url === null) return [];
    if (takeWebhookFault(faults, "lose")) {
      settle(delivery, "lost", null);
      return [];
    }
    delivery.in_flight = true;
    const at = settings.clock.now();
    const copies = takeWebhookFault(faults, "duplicate") ? [delivery, delivery] : [delivery];
    const answers = await Promise.all(copies.map((copy) => sendEvent(copy, view.webhook_id, settings, faults, closing.signal))).finally(() => {
      delivery.in_flight = false;
    });
    delivery.tries += 1;
    const next = nextAttempt(delivery.tries, at);
    if (answers.some(isSuccess)) settle(delivery, "delivered", null);
    else settle(delivery, next === null ? "failed" : "waiting", next);
    arm();
    return answers;
  }

  function settle(delivery: QueuedDelivery, state: Delivery["state"], next_attempt_at: number | null): void {
    delivery.view.state = state;
    delivery.view.next_attempt_at = next_attempt_at;
    if (state !== "waiting" || !queued.includes(delivery)) waiting.delete(delivery);
    else waiting.add(delivery);
  }

  async function resend(delivery_id: string): Promise<DeliveryAttempt> {
    const delivery = queued.find(({ view }) => view.delivery_id === delivery_id);
    if (delivery === undefined) throw new Error(`no delivery ${delivery_id}`);
    const answer = await sendEvent(delivery, settings.webhook_id_on_resend === "same" ? delivery.view.webhook_id : newId("msg"), settings, faults, closing.signal);
    if (isSuccess(answer)) settle(delivery, "delivered", null);
    return answer;
  }

  return {
    deliveries,
    add,
    deliver,
    deliverAll,
    resend,
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
