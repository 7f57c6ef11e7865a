import type { Faults } from "../faults.ts";
import { newMessageId } from "../ids.ts";
import type { Endpoint } from "../ledger/endpoint.ts";
import type { WebhookEvent } from "../ledger/events.ts";
import { createTimer, type Timer } from "../timer.ts";
import { attempt, type AttemptContext, sendCopies, settleReplay } from "./attempt.ts";
import type { Delivery, DeliveryAttempt, QueuedDelivery } from "./delivery.ts";
import { createDeliveryList } from "./delivery-list.ts";
import type { DeliveryRules } from "./delivery-rules.ts";
import { createSender } from "./sender.ts";

/** The queue of webhook deliveries, which are retried on Dodo's schedule. */
export interface DeliveryQueue {
  readonly deliveries: readonly Delivery[];
  /**
   * Queues an event for all endpoints that receive it. Returns the first new delivery, or `null` if
   * no endpoint receives it.
   */
  add(event: WebhookEvent, webhook_id?: string): Delivery | null;
  /** Sends at most `limit` of the deliveries that are due by the clock, one after the other. */
  deliver(limit?: number): Promise<DeliveryAttempt[]>;
  /**
   * Makes one attempt at each delivery that has not succeeded and can be sent, even if the delivery
   * is not due.
   */
  deliverAll(): Promise<DeliveryAttempt[]>;
  /**
   * Sends a delivery again, as a replay in Dodo's dashboard does. Rejects for an unknown id, and if
   * the endpoint has no URL.
   */
  resend(delivery_id: string): Promise<DeliveryAttempt>;
  /**
   * Sends a delivery twice at the same time, with one `webhook-id`. Rejects for an unknown id, and
   * if the endpoint has no URL.
   */
  duplicate(delivery_id: string): Promise<DeliveryAttempt[]>;
  /** Drops a waiting delivery, which becomes `lost`. Throws for an unknown id. */
  lose(delivery_id: string): void;
  /** Postpones a waiting delivery by `ms` milliseconds. Throws for an unknown id. */
  delay(delivery_id: string, ms: number): void;
  /** Sets the timer for the next delivery, if `delivery` is `auto`. */
  arm(): void;
  /** Removes all deliveries. */
  clear(): void;
  /** Saves the deliveries. Returns a function that restores them. */
  save(): () => void;
  /** Stops the timer and aborts the attempts that are waiting for an answer. */
  close(): void;
}

/** The objects that the functions of the queue share. */
interface Queue extends AttemptContext {
  settings: DeliveryRules;
  timer: Timer;
  closing: AbortController;
}

/** Creates an empty queue. The URL and the keys of an endpoint are read at every attempt. */
export function createQueue(
  settings: DeliveryRules,
  faults: Faults,
  endpoints: ReadonlyMap<string, Endpoint>,
): DeliveryQueue {
  const { clock } = settings;
  const closing = new AbortController();
  const list = createDeliveryList(clock, endpoints);
  const send = createSender(settings, faults, closing.signal);
  const timer = createTimer(clock, () => sendDue(queue));
  const queue: Queue = { settings, clock, faults, list, send, timer, closing };
  return {
    deliveries: list.views,
    add(event, webhook_id = newMessageId(clock.now())) {
      const at = clock.now() + (faults.webhooks.delay_ms ?? 0);
      const [first = null] = list.add(event, webhook_id, at);
      arm(queue);
      return first;
    },
    deliver: (limit) => deliver(queue, limit),
    deliverAll: () => deliverAll(queue),
    resend: (delivery_id) => resend(queue, delivery_id),
    duplicate: (delivery_id) => duplicate(queue, delivery_id),
    lose(delivery_id) {
      const delivery = list.find(delivery_id);
      if (delivery.view.state === "waiting") list.settle(delivery, "lost", null);
    },
    delay: (delivery_id, ms) => delay(queue, delivery_id, ms),
    arm: () => arm(queue),
    clear() {
      timer.clear();
      list.clear();
    },
    save() {
      const restore = list.save();
      return () => {
        restore();
        arm(queue);
      };
    },
    close() {
      timer.clear();
      closing.abort(new Error("the emulator was closed"));
    },
  };
}

function arm({ settings, list, timer, closing }: Queue): void {
  if (settings.delivery === "auto" && !closing.signal.aborted) timer.set(list.nextAt());
}

function sendDue(queue: Queue): void {
  // The attempts run at the same time, so that a receiver that hangs does not delay the others.
  for (const delivery of dueNow(queue)) void attemptByTimer(queue, delivery);
  arm(queue);
}

/**
 * Makes an attempt for a timer. No caller can catch its error, such as one that `on_delivery`
 * throws, so the error is printed.
 */
async function attemptByTimer(queue: Queue, delivery: QueuedDelivery): Promise<void> {
  try {
    await attemptOnce(queue, delivery);
  } catch (error) {
    const { delivery_id } = delivery.view;
    console.error(`Dodo emulator: an attempt at the delivery ${delivery_id} failed:`, error);
  }
}

/** Returns the due deliveries, earliest first unless the fault `reorder` reverses them. */
function dueNow({ list, faults }: Queue): QueuedDelivery[] {
  const due = list.due();
  return faults.webhooks.reorder === true ? due.reverse() : due;
}

async function attemptOnce(queue: Queue, delivery: QueuedDelivery): Promise<DeliveryAttempt[]> {
  try {
    return await attempt(delivery, queue);
  } finally {
    arm(queue);
  }
}

async function deliver(queue: Queue, limit = Infinity): Promise<DeliveryAttempt[]> {
  const attempts: DeliveryAttempt[] = [];
  // Each delivery is checked again, since a timer or another call may have sent it meanwhile.
  for (const delivery of dueNow(queue).slice(0, limit))
    if (queue.list.isDue(delivery)) attempts.push(...(await attemptOnce(queue, delivery)));
  return attempts;
}

async function deliverAll(queue: Queue): Promise<DeliveryAttempt[]> {
  const { list, faults } = queue;
  const attempts: DeliveryAttempt[] = [];
  const isOpen = (delivery: QueuedDelivery): boolean =>
    delivery.view.state !== "delivered" && list.isSendable(delivery);
  const open = list.all.filter(isOpen);
  // Each delivery is checked again, since a timer or another call may have sent it meanwhile.
  for (const delivery of faults.webhooks.reorder === true ? open.reverse() : open)
    if (isOpen(delivery)) attempts.push(...(await attemptOnce(queue, delivery)));
  return attempts;
}

async function resend(queue: Queue, delivery_id: string): Promise<DeliveryAttempt> {
  const { settings, list, send } = queue;
  const delivery = list.find(delivery_id);
  const webhook_id =
    settings.webhook_id_on_resend === "same"
      ? delivery.view.webhook_id
      : newMessageId(settings.clock.now());
  const answer = await send(delivery, webhook_id);
  settleReplay(delivery, [answer], list);
  return answer;
}

async function duplicate({ list, send }: Queue, delivery_id: string): Promise<DeliveryAttempt[]> {
  const delivery = list.find(delivery_id);
  const answers = await sendCopies(delivery, 2, send);
  settleReplay(delivery, answers, list);
  return answers;
}

function delay(queue: Queue, delivery_id: string, ms: number): void {
  const { list, clock } = queue;
  const delivery = list.find(delivery_id);
  if (delivery.view.state !== "waiting") return;
  const due = Math.max(delivery.view.next_attempt_at ?? 0, clock.now());
  list.settle(delivery, "waiting", due + ms);
  arm(queue);
}
