import type { Clock } from "../clock.ts";
import { type Faults, takeWebhookFault } from "../faults.ts";
import type { Delivery, DeliveryAttempt, QueuedDelivery } from "./delivery.ts";
import type { DeliveryList } from "./delivery-list.ts";
import { nextAttempt } from "./schedule.ts";
import { isSuccess, type Sender } from "./sender.ts";

/** The dependencies of a delivery attempt. */
export interface AttemptContext {
  clock: Clock;
  faults: Faults;
  list: DeliveryList;
  send: Sender;
}

/**
 * Makes one scheduled attempt of a delivery, records its result, and returns the attempt in a list.
 * The list is empty if the delivery cannot be sent or the fault `lose` drops it. The list has two
 * attempts if the fault `duplicate` is set. Rejects if no request can be made or `on_delivery`
 * throws. Such an attempt counts too.
 */
export async function attempt(
  delivery: QueuedDelivery,
  { clock, faults, list, send }: AttemptContext,
): Promise<DeliveryAttempt[]> {
  if (!list.isSendable(delivery)) return [];
  if (takeWebhookFault(faults, "lose")) {
    list.settle(delivery, "lost", null);
    return [];
  }
  delivery.in_flight = true;
  const at = clock.now();
  const copies = takeWebhookFault(faults, "duplicate") ? 2 : 1;
  const before = { ...delivery.view, made: delivery.view.attempts.length };
  try {
    return await sendCopies(delivery, copies, send);
  } finally {
    delivery.in_flight = false;
    delivery.tries += 1;
    // The recorded attempts say what was answered, even if `on_delivery` has thrown afterwards.
    if (delivery.view.attempts.slice(before.made).some(isSuccess))
      list.settle(delivery, "delivered", null);
    else settleFailure(delivery, before, nextAttempt(delivery.tries, at), list);
  }
}

/**
 * Records that an attempt has failed. `before` is the delivery at the beginning of the attempt.
 * `next` is the time of the next attempt, or `null` if no attempt remains. Changes that `lose()`,
 * `delay()` or a replay made meanwhile are kept.
 */
function settleFailure(
  delivery: QueuedDelivery,
  before: Pick<Delivery, "state" | "next_attempt_at">,
  next: number | null,
  list: DeliveryList,
): void {
  const { state, next_attempt_at } = delivery.view;
  if (state !== before.state) return;
  const delayed = next_attempt_at === before.next_attempt_at ? 0 : (next_attempt_at ?? 0);
  if (next === null) list.settle(delivery, "failed", null);
  else list.settle(delivery, "waiting", Math.max(next, delayed));
}

/**
 * Marks a delivery as delivered if one of `answers` is a success. `answers` come from attempts
 * outside the retry schedule. If none is a success, the delivery does not change.
 */
export function settleReplay(
  delivery: QueuedDelivery,
  answers: readonly DeliveryAttempt[],
  list: DeliveryList,
): void {
  if (answers.some(isSuccess)) list.settle(delivery, "delivered", null);
}

/** Sends a delivery several times at the same time, with one `webhook-id`. */
export function sendCopies(
  delivery: QueuedDelivery,
  copies: number,
  send: Sender,
): Promise<DeliveryAttempt[]> {
  return Promise.all(Array.from({ length: copies }, () => send(delivery)));
}
