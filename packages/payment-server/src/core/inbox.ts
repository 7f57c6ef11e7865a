/**
 * Receives deliveries whose signature was verified. A delivery is answered with 2xx only after its
 * outcome is stored. After any other response the provider sends the delivery again. If one write
 * decides both the payment and the event, both are stored in one transaction. A crash before the
 * outcome is stored is harmless, since the provider sends the delivery again.
 */
import { PaymentError } from "../errors.ts";
import type { Context } from "./context.ts";
import { CLOSED, isPaymentClosed } from "./closed-payment.ts";
import { settlementDeadline } from "./provider-deadline.ts";
import { decideUnnamed, settleDelivery, type Receiving } from "./delivery-settlement.ts";
import { noteUnsent } from "./notices/queue.ts";
import type { Delivery, PaymentProvider } from "./provider.ts";
import type { PaymentEvent, SyncStatus } from "./storage-records.ts";
import { UNCLEAR } from "./unconfirmed-delivery.ts";
import { decidedEvent, deliveryCause } from "./write-cause.ts";

/**
 * The sync status of an undecided event, by the code of the error that prevented a decision. With
 * any other error, the status is `failed`.
 */
const UNDECIDED: Partial<Record<string, SyncStatus>> = {
  busy: "processing",
  payment_unmatched: "pending",
};

/** The response to a delivery that was decided. */
export interface Receipt {
  event_id: string;
  provider: string;
  sync_status: SyncStatus;
}

/**
 * Receives a delivery and decides its event. If that is not possible yet, throws an error such as
 * `busy`, `payment_unmatched`, `provider_unavailable`, `host_unavailable` or `storage_unavailable`.
 * The response to each of these makes the provider send the delivery again.
 */
export async function receive(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
): Promise<Receipt> {
  const known = await context.storage.readEvent(delivery.event_id);
  if (known !== null && isDecided(known.sync_status)) return receiptOf(known);
  const event = eventOf(context, provider, delivery, known);
  try {
    return receiptOf(
      await decide({ context, cause: deliveryCause(event), provider, delivery, event }),
    );
  } catch (error) {
    await recordFailure(context, event, error);
    throw error;
  }
}

/** Whether an event has its final outcome. A redelivery does not decide such an event again. */
export function isDecided(status: SyncStatus): boolean {
  return status === "applied" || status === "ignored" || status === "held";
}

/**
 * Decides the outcome of a delivery and stores it in the delivery's event. Returns the stored
 * event.
 */
async function decide(receiving: Receiving): Promise<PaymentEvent> {
  const { context, cause, delivery, event } = receiving;
  const store = async (
    sync_status: SyncStatus,
    payment_id: string | null,
    sync_error: string | null = null,
  ): Promise<PaymentEvent> =>
    await context.storage.recordEvent(
      { ...event, sync_status, payment_id, sync_error },
      false,
      sync_error === "unmatched" && noteUnsent(context, "event", event.event_id),
    );
  if (delivery.subject === "other") return await store("ignored", null);
  if (delivery.provider_payment_id === null) {
    const { sync_status, payment_id } = await decideUnnamed(receiving);
    return await store(sync_status, payment_id);
  }
  const { outcome, payment, event_written } = await settlementDeadline(
    context,
    async (signal) => await settleDelivery({ ...receiving, signal }),
  );
  if (outcome === "unmatched") {
    const { event_id } = event;
    if (await isPaymentClosed(context, event.provider, delivery.provider_payment_id))
      return await store("ignored", null, CLOSED);
    context.logger.warn("a paid payment is not stored here: its event is held", { event_id });
    return await store("held", null, "unmatched");
  }
  const payment_id = payment?.payment_id ?? null;
  if (outcome === "unclear") {
    const { event_id } = event;
    context.logger.warn("a refund or dispute is unclear: its event is held", { event_id });
    return await store("held", payment_id, UNCLEAR);
  }
  const written = event_written ? decidedEvent(cause, outcome, payment_id ?? "") : null;
  return written ?? (await store(outcome, payment_id));
}

async function recordFailure(context: Context, event: PaymentEvent, error: unknown): Promise<void> {
  const code = error instanceof PaymentError ? error.code : "internal";
  const sync_status = UNDECIDED[code] ?? "failed";
  await context.storage.recordEvent({ ...event, sync_status, sync_error: code }, false).catch(() =>
    context.logger.warn("an undecided delivery could not be noted", {
      event_id: event.event_id,
      code,
    }),
  );
}

/**
 * Builds the event of a delivery. Its `created_at` is when the first delivery of the event arrived.
 */
function eventOf(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
  known: PaymentEvent | null,
): PaymentEvent {
  const now = context.clock();
  return {
    event_id: delivery.event_id,
    provider: provider.id,
    type: delivery.type,
    payload_json: delivery.payload_json,
    sync_status: "pending",
    sync_error: null,
    payment_id: null,
    attempts: 1,
    created_at: known?.created_at ?? now,
    updated_at: now,
  };
}

function receiptOf(event: PaymentEvent): Receipt {
  return { event_id: event.event_id, provider: event.provider, sync_status: event.sync_status };
}
