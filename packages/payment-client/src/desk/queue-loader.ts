/** Loads the records from which the queue is built. */
import type { CallOptions } from "../buyer-client.ts";
import type { AdminClient } from "../admin.ts";
import type { ListOptions } from "../client.ts";
import type { Payment } from "../wire.ts";
import { statusSince, STUCK_MS, type Crediting, type QueueSources } from "./queue.ts";

/** The calls that the queue needs. */
export type QueueClient = Pick<AdminClient, "payments" | "events" | "audit">;

/**
 * The records of the queue. `partial` says whether the server has more records than were loaded.
 */
export interface LoadedQueue extends Omit<QueueSources, "drift"> {
  partial: boolean;
}

const PAGE = 200;
const MOST_PAGES = 5;
/**
 * The largest number of `crediting` payments whose audit is read. The audit has the exact time at
 * which the payment became `crediting`. For the other payments, `updated_at` is used.
 */
const MOST_AUDITS = 20;

/**
 * Reads the held payments, the held deliveries, and the `crediting` payments that were created at
 * least `STUCK_MS` ago. Only the newest are read: 1,000 held payments, 1,000 held deliveries and
 * 200 `crediting` payments. `queueItems()` chooses from these records.
 */
export async function loadQueue(
  client: QueueClient,
  now: number,
  options: CallOptions,
): Promise<LoadedQueue> {
  const [held, crediting, events] = await Promise.all([
    readPages((page) => client.payments({ status: "held", ...page }, options)),
    client.payments({ status: "crediting", limit: PAGE }, options),
    readPages((page) => client.events({ sync_status: "held", ...page }, options)),
  ]);
  const old = crediting.items.filter(({ created_at }) => now - Date.parse(created_at) >= STUCK_MS);
  return {
    held: held.items,
    events: events.items,
    crediting: await Promise.all(
      old.map(async (payment, index) =>
        index < MOST_AUDITS ? await withTime(client, payment, options) : approximately(payment),
      ),
    ),
    partial: held.partial || events.partial || crediting.next_cursor !== null,
  };
}

async function withTime(
  client: QueueClient,
  payment: Payment,
  options: CallOptions,
): Promise<Crediting> {
  return { payment, since: statusSince(await client.audit(payment.payment_id, options)) };
}

function approximately(payment: Payment): Crediting {
  return { payment, since: payment.updated_at };
}

async function readPages<Item>(
  read: (page: ListOptions) => Promise<{ items: Item[]; next_cursor: string | null }>,
): Promise<{ items: Item[]; partial: boolean }> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await read({ limit: PAGE, cursor });
    items.push(...page.items);
    if (page.next_cursor === null) return { items, partial: false };
    cursor = page.next_cursor;
  }
  return { items, partial: true };
}
