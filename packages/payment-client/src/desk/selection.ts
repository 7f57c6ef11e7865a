/** Decides what the queue lists, and which item of it is selected. */
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
 * Returns the item that the address names, or else the one whose payment is shown, or else the
 * first. None is selected while an administrator is writing or reading a decision about a payment
 * that is not listed.
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
