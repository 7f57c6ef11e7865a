/** Decides what the queue lists, and which of the listed items is selected. */
import type { View } from "./address.ts";
import type { DeskLoads } from "./desk-loads.ts";
import { isAtWork, type PaymentState } from "./payment-store.ts";
import { queueItems, type QueueItem } from "./queue.ts";

/** Returns the items that need attention, the oldest first. */
export function listItems({ queue, drift }: DeskLoads, now: number): QueueItem[] {
  const loaded = queue.$load.get().value ?? { held: [], crediting: [], events: [] };
  return queueItems({ ...loaded, drift: drift.$run.get().progress?.items ?? [] }, now);
}

/**
 * Returns the selected item of the queue. In a view other than the queue, returns `undefined`. If
 * the address names an item, returns that item, or `undefined` if that item is not listed. If the
 * address names none, returns the item of the open payment. If there is no such item, returns the
 * first item, or `undefined` while the administrator is at work on the open payment.
 */
export function selectItem(
  view: View,
  items: readonly QueueItem[],
  shown: PaymentState,
): QueueItem | undefined {
  if (view.name !== "queue") return undefined;
  if (view.item !== "") return items.find(({ key }) => key === view.item);
  const item = items.find(({ key }) => key === shown.payment_id);
  return item ?? (isAtWork(shown) ? undefined : items[0]);
}
