/** Records succeeded provider payments that name a payment or a topup of ours and have no row. */
import { eventIdOfPayment } from "../closed-payment.ts";
import type { Context } from "../context.ts";
import { isUnaccounted } from "../foreign-payment.ts";
import { noteUnsent } from "../notices/queue.ts";
import type { PaymentProvider, RecentPayment } from "../provider.ts";
import { namedPayment } from "../replay.ts";
import { YOUNG_MS } from "../schedule.ts";
import type { PaymentEvent } from "../storage-records.ts";
import type { ReconcileRun } from "./run.ts";

/**
 * How long a payment that needs no further event is skipped, in milliseconds. Otherwise each run
 * would query the host and the storage about the payment.
 */
const FOREIGN_MS = 24 * 3_600_000;
const MOST_FOREIGN = 5_000;
/** How many held events are read, the newest first. */
const HELD_EVENTS = 200;

/**
 * Stores a held event, which administrators see, for a succeeded payment that no row has recorded.
 * There are two cases. The payment names a payment id of ours that is not stored, for example after
 * a backup was restored. Or the payment names a topup that another service has sold and not
 * credited. Does nothing if the payment is less than 15 minutes old, if this event exists already,
 * or if one of the newest held events is about the payment.
 */
export async function recordUnmatched(
  run: ReconcileRun,
  provider: PaymentProvider,
  item: RecentPayment,
): Promise<void> {
  const { context } = run;
  const now = context.clock();
  const key = `${provider.id} ${item.provider_payment_id}`;
  const foreign = (context.foreign_payments.get(key) ?? 0) > now;
  if (now - (item.created_at ?? 0) < YOUNG_MS || foreign) return;
  const event = eventOf(provider, item, now);
  const known =
    (await context.storage.readEvent(event.event_id)) !== null ||
    (await heldPayments(run)).has(item.provider_payment_id);
  if (known || (item.our_payment_id === null && !(await isUnaccounted(context, item.our_topup_id))))
    return remember(context, key, now + FOREIGN_MS);
  const { event_id } = event;
  context.logger.warn("a paid payment is not stored here: its event is held", { event_id });
  await context.storage.recordEvent(event, false, noteUnsent(context, "event", event_id));
}

function eventOf(provider: PaymentProvider, item: RecentPayment, now: number): PaymentEvent {
  const data = {
    payment_id: item.provider_payment_id,
    status: "succeeded",
    metadata: { payment_id: item.our_payment_id, topup_id: item.our_topup_id },
  };
  return {
    event_id: eventIdOfPayment(provider.id, item.provider_payment_id),
    provider: provider.id,
    type: "payment.succeeded",
    payload_json: JSON.stringify({ type: "payment.succeeded", data }),
    sync_status: "held",
    sync_error: "unmatched",
    payment_id: null,
    attempts: 1,
    created_at: now,
    updated_at: now,
  };
}

/**
 * Returns the ids of the provider payments that the newest held events are about. They are read
 * once per run.
 */
async function heldPayments(run: ReconcileRun): Promise<ReadonlySet<string | null>> {
  run.held_payments ??= new Set(
    (
      await run.context.storage.listEvents({
        filter: { sync_status: "held" },
        after: null,
        limit: HELD_EVENTS,
      })
    ).map(namedPayment),
  );
  return run.held_payments;
}

function remember({ foreign_payments }: Context, key: string, until: number): void {
  foreign_payments.set(key, until);
  const [oldest] = foreign_payments.keys();
  if (foreign_payments.size > MOST_FOREIGN && oldest !== undefined) foreign_payments.delete(oldest);
}
