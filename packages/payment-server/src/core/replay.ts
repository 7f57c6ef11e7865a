/** Replays a stored event for an administrator. */
import { PaymentError } from "../errors.ts";
import { adminCause } from "./administrator.ts";
import { CLOSED } from "./closed-payment.ts";
import type { Context } from "./context.ts";
import { settlementDeadline } from "./provider-deadline.ts";
import { settle } from "./settlement.ts";
import type { PaymentEvent } from "./storage-records.ts";
import type { WriteCause } from "./write-cause.ts";

/**
 * Settles the payment of a stored event again, for the administrator with the id `admin_id`. The
 * payment's current state is read from the provider; only the id of the provider's payment is taken
 * from the stored payload. Returns the event as it is stored afterwards. If the event names no
 * provider payment, or if its provider is not configured, returns it unchanged. Throws
 * `event_not_found`, `busy`, or the errors of the provider and the host.
 */
export async function replayEvent(
  context: Context,
  event_id: string,
  admin_id?: string,
): Promise<PaymentEvent> {
  const event = await context.storage.readEvent(event_id);
  if (event === null) throw new PaymentError("event_not_found", "There is no such event.");
  const provider = context.providers.get(event.provider);
  const provider_payment_id = namedPayment(event);
  if (provider === undefined || provider_payment_id === null) return event;
  const cause: WriteCause = { ...adminCause("replay", admin_id), event_id };
  const settlement = await settlementDeadline(context, async (signal) => {
    const report = await provider.readPayment(provider_payment_id, signal);
    return report === null ? null : await settle({ context, cause, provider, signal }, report);
  });
  if (settlement?.outcome === "busy") {
    throw new PaymentError(
      "busy",
      "This payment is not decided yet; replay it again in a few seconds.",
      { retry_after_ms: 5_000 },
    );
  }
  // The event is not changed if the provider does not know the payment, or if the payment names a
  // payment of ours that is not stored. A held or closed event is also not changed while no row has
  // recorded the money. So a held event stays visible to administrators, and a closed one stays
  // closed.
  const unaccounted =
    settlement === null ||
    settlement.outcome === "unmatched" ||
    (settlement.payment === null && (event.sync_status === "held" || event.sync_error === CLOSED));
  if (unaccounted) return event;
  const decided: PaymentEvent = {
    ...event,
    sync_status: settlement.outcome,
    sync_error: null,
    payment_id: settlement.payment?.payment_id ?? event.payment_id,
  };
  return await context.storage.recordEvent({ ...decided, updated_at: context.clock() }, true);
}

/**
 * Returns the provider's payment id from the allow-listed payload, or `null` if the payload
 * contains none.
 */
export function namedPayment(event: PaymentEvent): string | null {
  const payload: unknown = JSON.parse(event.payload_json);
  const data: unknown =
    typeof payload === "object" && payload !== null ? Reflect.get(payload, "data") : null;
  const id: unknown =
    typeof data === "object" && data !== null ? Reflect.get(data, "payment_id") : null;
  return typeof id === "string" ? id : null;
}
