/**
 * Checks whether the provider's deliveries arrive. Refused deliveries are not checked here, because
 * they are reported as mistakes.
 */
import { eventIdOfPayment } from "./closed-payment.ts";
import type { Context } from "./context.ts";
import { DAY_MS } from "./figures/days.ts";
import type { Payment } from "./payment.ts";
import type { Finding, PaymentProvider } from "./provider.ts";
import { LEAST_DAYS } from "./prune.ts";
import { namedPayment } from "./replay.ts";
import type { PaymentEvent } from "./storage-records.ts";

/** At most this many paid payments are checked for a delivery, the newest ones. */
const MOST_PAYMENTS = 20;

/**
 * The finding about payments without a delivery is an error only if at least this many payments
 * were checked and none of them has a delivery. Otherwise it is a warning, because a few deliveries
 * may be missing by chance.
 */
const LEAST_FOR_ERROR = 3;

/**
 * A paid payment counts as one without a delivery only this long after its last write, in
 * milliseconds, because the delivery may be late.
 */
const LATE_MS = 15 * 60_000;

/**
 * Payments that are older than this, in milliseconds, are not checked, because `prune()` may have
 * deleted their events.
 */
const OLD_MS = LEAST_DAYS * DAY_MS;

/** The number of recent events that are searched for a delivery of the provider. */
const MOST_EVENTS = 200;

/**
 * Returns one finding about the deliveries of a provider, or none if no signing key is configured,
 * because unsigned deliveries are not stored. `webhook_url` is the address to register at the
 * provider; `null` if it is not known.
 */
export async function deliveryFindings(
  context: Pick<Context, "storage" | "clock">,
  provider: PaymentProvider,
  webhook_url: string | null,
): Promise<Finding[]> {
  if (!provider.verifies_deliveries) return [];
  const { storage, clock } = context;
  const events = await storage.listEvents({ filter: {}, after: null, limit: MOST_EVENTS });
  const last = events.find((event) => event.provider === provider.id && isDelivered(event));
  const paid = await paidPayments(context, provider);
  const register = `Register ${webhook_url ?? "the address of the route /webhook"} at the provider, and use the signing key of that endpoint.`;
  if (last === undefined) return [noDelivery(provider, paid, clock(), register)];
  const checked = paid.filter(
    ({ created_at, updated_at }) => created_at > clock() - OLD_MS && updated_at < clock() - LATE_MS,
  );
  const undelivered: Payment[] = [];
  for (const payment of checked) {
    const filter = { payment_id: payment.payment_id };
    const [event] = await storage.listEvents({ filter, after: null, limit: 1 });
    if (event === undefined) undelivered.push(payment);
  }
  const since = `The last genuine delivery from ${provider.id} arrived at ${new Date(last.created_at).toISOString()}.`;
  if (undelivered.length === 0) return [{ level: "note", code: "webhook_works", message: since }];
  const all = undelivered.length === checked.length;
  return [
    {
      level: all && checked.length >= LEAST_FOR_ERROR ? "error" : "warning",
      code: "webhook_silent",
      message: `${undelivered.length} of the last ${checked.length} paid payments were credited without a delivery, by reconciliation or a returning buyer. ${since} Look at the endpoint's log in the provider's dashboard. ${register}`,
    },
  ];
}

/** Whether a delivery has sent the event, and not `reconcile()` or `closeEvent()`. */
function isDelivered(event: PaymentEvent): boolean {
  return event.event_id !== eventIdOfPayment(event.provider, namedPayment(event) ?? "");
}

/** Returns the finding about a provider of which no genuine delivery has arrived. */
function noDelivery(
  { id }: PaymentProvider,
  paid: readonly Payment[],
  now: number,
  register: string,
): Finding {
  if (paid.length === 0)
    return {
      level: "note",
      code: "webhook_untested",
      message: `No delivery from ${id} has arrived yet. ${register} Then make a payment in test mode and check again.`,
    };
  const first_at = Math.min(...paid.map(({ updated_at }) => updated_at));
  if (now - first_at > LATE_MS)
    return {
      level: "error",
      code: "webhook_silent",
      message: `No delivery from ${id} has ever arrived, although payments were paid: reconciliation and returning buyers have found them. ${register}`,
    };
  const [count, last_at] = [paid.length, Math.max(...paid.map(({ updated_at }) => updated_at))];
  return {
    level: "warning",
    code: "webhook_untested",
    message: `${count === 1 ? "1 payment was" : `${count} payments were`} paid, the last one ${Math.floor((now - last_at) / 60_000)} min ago, and no genuine delivery from ${id} has arrived yet; after 15 min this is an error. ${register}`,
  };
}

/** Returns those of the newest paid payments that belong to the provider. */
async function paidPayments(
  { storage }: Pick<Context, "storage">,
  provider: PaymentProvider,
): Promise<Payment[]> {
  const filter = { status: "paid" } as const;
  const newest = await storage.listPayments({ filter, after: null, limit: MOST_PAYMENTS });
  return newest.filter((payment) => payment.provider === provider.id);
}
