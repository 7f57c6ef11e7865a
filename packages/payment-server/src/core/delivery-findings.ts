/** Checks whether the provider's deliveries arrive. Refused ones are among the mistakes. */
import type { Context } from "./context.ts";
import type { Payment } from "./payment.ts";
import type { Finding, PaymentProvider } from "./provider.ts";

/** The number of paid payments that are checked for a delivery, the newest ones. */
const MOST_PAYMENTS = 20;

/**
 * How many of the checked payments without a delivery are an error if all of them have none. Fewer
 * may be chance.
 */
const LEAST_FOR_ERROR = 3;

/** How long a delivery may be late without a finding, in milliseconds. */
const LATE_MS = 15 * 60_000;

/** The number of recent events that are searched for one of the provider. */
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
  const last = events.find((event) => event.provider === provider.id);
  const paid = await paidPayments(context, provider, clock() - LATE_MS);
  const undelivered: Payment[] = [];
  for (const payment of paid) {
    const filter = { payment_id: payment.payment_id };
    const [event] = await storage.listEvents({ filter, after: null, limit: 1 });
    if (event === undefined) undelivered.push(payment);
  }
  const register = `Register ${webhook_url ?? "the address of the route /webhook"} at the provider, and use the signing key of that endpoint.`;
  if (last === undefined)
    return [
      paid.length === 0
        ? {
            level: "note",
            code: "webhook_untested",
            message: `No delivery from ${provider.id} has arrived yet. ${register} Then make a payment in test mode and check again.`,
          }
        : {
            level: "error",
            code: "webhook_silent",
            message: `No delivery from ${provider.id} has ever arrived, although payments were paid: reconciliation and returning buyers have found them. ${register}`,
          },
    ];
  const since = `The last genuine delivery from ${provider.id} arrived at ${new Date(last.created_at).toISOString()}.`;
  if (undelivered.length === 0) return [{ level: "note", code: "webhook_works", message: since }];
  const all = undelivered.length === paid.length;
  return [
    {
      level: all && paid.length >= LEAST_FOR_ERROR ? "error" : "warning",
      code: "webhook_silent",
      message: `${undelivered.length} of the last ${paid.length} paid payments were credited without a delivery, by reconciliation or a returning buyer. ${since} Look at the endpoint's log in the provider's dashboard. ${register}`,
    },
  ];
}

/** Returns the newest paid payments of the provider that were last changed before a time. */
async function paidPayments(
  { storage }: Pick<Context, "storage">,
  provider: PaymentProvider,
  before: number,
): Promise<Payment[]> {
  const newest = await storage.listPayments({
    filter: { status: "paid" },
    after: null,
    limit: MOST_PAYMENTS,
  });
  return newest.filter(
    (payment) => payment.provider === provider.id && payment.updated_at < before,
  );
}
