/**
 * Deliveries: settle → decide. A 2xx is given only for what is durably decided; anything else says "send it again".
 * The event is written once, with its outcome and in the same change where there is one; a crash before that leaves no
 * event and no answer, so the delivery comes again.
 */
import { PaymentError } from "../errors.ts";
import { decideBySession } from "./session-decision.ts";
import type { Context } from "./context.ts";
import { settlingDeadline } from "./deadline.ts";
import { createMatter, type Matter } from "./write-cause.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { Delivery, PaymentProvider } from "./provider.ts";
import { isYoung, YOUNG_MS } from "./schedule.ts";
import type { Settlement } from "./payment-write.ts";
import { completed, isBehind, lacksReversal, type Report } from "./report.ts";
import { settle } from "./settlement.ts";
import { readNamedTopup } from "./topup.ts";
import type { PaymentEvent, PaymentKeys, SyncStatus } from "./storage.ts";

/** How a delivery that could not be decided is listed; anything else is `failed`. */
const UNDECIDED: Partial<Record<string, SyncStatus>> = {
  busy: "processing",
  payment_unmatched: "pending",
};

/** What a decided delivery is answered. */
export interface Receipt {
  event_id: string;
  provider: string;
  sync_status: SyncStatus;
}

/** Takes in a delivery whose signature was verified. Throws while it is not decided. */
export async function receive(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
): Promise<Receipt> {
  const known = await context.storage.readEvent(delivery.event_id);
  if (known !== null && isDecided(known.sync_status)) return receipt(known);
  const event = newEvent(context, provider, delivery, known);
  try {
    return receipt(await decide(context, provider, delivery, event));
  } catch (error) {
    await noteFailure(context, event, error);
    throw error;
  }
}

/** A decided event is never decided again by a delivery. */
export function isDecided(status: SyncStatus): boolean {
  return status === "applied" || status === "ignored" || status === "held";
}

async function decide(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
  event: PaymentEvent,
): Promise<PaymentEvent> {
  const outcome = async (
    sync_status: SyncStatus,
    payment_id: string | null,
    sync_error: string | null = null,
  ): Promise<PaymentEvent> =>
    await context.storage.recordEvent({ ...event, sync_status, payment_id, sync_error }, false);
  if (delivery.subject === "other") return await outcome("ignored", null);
  if (delivery.provider_payment_id === null) {
    const { sync_status, payment_id } = await decideUnnamed(context, provider, delivery);
    return await outcome(sync_status, payment_id);
  }
  const settlement = await settlingDeadline(
    context,
    async (signal) => await settleOurs(context, provider, delivery, event, signal),
  );
  if (settlement.outcome === "another's") return await outcome("held", null, "unmatched");
  if (settlement.outcome === "unmatched")
    return await outcome("held", null, whenOld(context, delivery, event));
  if (settlement.recorded !== null) return settlement.recorded;
  return await outcome(settlement.outcome, settlement.payment?.payment_id ?? null);
}

/** What a delivery came to; `recorded` is the event when it was written together with the change. `another's`: another service has sold a topup of our host. */
type Outcome = {
  outcome: "applied" | "held" | "ignored" | "unmatched" | "another's";
  payment: Payment | null;
  recorded: PaymentEvent | null;
};

const STRANGER: Outcome = { outcome: "ignored", payment: null, recorded: null };

/** It names no payment of the provider's: where it names one of ours, the session that we stored decides. */
async function decideUnnamed(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
): Promise<Pick<PaymentEvent, "sync_status" | "payment_id">> {
  const found =
    delivery.subject === "payment"
      ? await context.storage.findPayments(keysOf(provider, delivery))
      : [];
  const payment = found.find((row) => !isSettled(row)) ?? found[0];
  if (payment === undefined || isSettled(payment))
    return { sync_status: "ignored", payment_id: payment?.payment_id ?? null };
  const matter = createMatter({ actor: "webhook", event_id: delivery.event_id, note: null }, null);
  const sync_status =
    payment.provider_session_id === null
      ? null
      : await decideBySession(context, payment, delivery, matter);
  if (sync_status === null) throw unconfirmed();
  return { sync_status, payment_id: payment.payment_id };
}

async function settleOurs(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
  event: PaymentEvent,
  signal: AbortSignal,
): Promise<Outcome> {
  const ours = await context.storage.findPayments(keysOf(provider, delivery));
  // A payment's body says whose it is. Asking the provider about strangers' would let them use up our calls.
  const named = ours.length > 0 || delivery.our_payment_id !== null;
  if (!named && (await isAnothers(context, delivery, event)))
    return { outcome: "another's", payment: null, recorded: null };
  if (
    !named &&
    (delivery.subject === "payment" ||
      !(await isOurs(context, provider, delivery.provider_payment_id ?? "", signal)))
  )
    return STRANGER;
  if (ours.length === 0 && delivery.subject === "payment")
    return { outcome: "unmatched", payment: null, recorded: null };
  const matter = createMatter({ actor: "webhook", event_id: delivery.event_id, note: null }, event);
  const settlement = await settleDelivery(context, provider, delivery, event, matter, signal);
  if (settlement.outcome === "busy") {
    throw new PaymentError(
      "busy",
      "This payment is being decided by another request; send the delivery again.",
      { retry_after_ms: 5_000 },
    );
  }
  if (settlement.outcome === "unconfirmed") throw unconfirmed();
  const { outcome, payment, recorded } = settlement;
  const decided =
    outcome === "unmatched" ? null : matter.decided(outcome, payment?.payment_id ?? "");
  return { outcome, payment, recorded: recorded ? decided : null };
}

async function settleDelivery(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
  event: PaymentEvent,
  matter: Matter,
  signal: AbortSignal,
): Promise<Settlement | { outcome: "unconfirmed" }> {
  const believed = context.confirm === "when_unsigned" && delivery.signed ? delivery.report : null;
  const report = believed ?? completed(await askProvider(provider, delivery, signal), delivery);
  // The API may lag behind its own deliveries: a reversal or a success that it does not show yet is not decided.
  if (
    lacksReversal(delivery, report) &&
    isYoung(Math.min(delivery.occurred_at ?? event.created_at, event.created_at), context.clock())
  )
    return { outcome: "unconfirmed" };
  const lagging = isBehind(report, delivery.report);
  const settlement = await settle(
    context,
    provider,
    report,
    lagging ? createMatter(matter.cause, null) : matter,
    signal,
  );
  return lagging && settlement.payment?.status !== "paid" ? { outcome: "unconfirmed" } : settlement;
}

/** Money for a topup that the host knows, from a page that another service has opened: nobody here may credit it, and a person must see it. */
async function isAnothers(
  context: Context,
  delivery: Delivery,
  event: PaymentEvent,
): Promise<boolean> {
  const { subject, report, our_topup_id } = delivery;
  if (subject !== "payment" || report?.status !== "succeeded" || our_topup_id === null)
    return false;
  try {
    return (await readNamedTopup(context, our_topup_id)) !== null;
  } catch (error) {
    // Some hosts throw for every id that is not their own: in the end a person looks, in place of deliveries for ever.
    if (error instanceof PaymentError && isOld(context, delivery, event)) return true;
    throw error;
  }
}

/** A refund or a dispute names only the provider's payment, which may not stand on its row yet: the provider says whose it is. */
async function isOurs(
  context: Context,
  provider: PaymentProvider,
  provider_payment_id: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (!context.budget.take("deliveries")) {
    throw new PaymentError(
      "busy",
      "Too many questions to the provider at once; send the delivery again.",
      { retry_after_ms: 30_000 },
    );
  }
  const report = await provider.readPayment(provider_payment_id, signal);
  if (report === null) return false;
  const { provider_session_id, our_payment_id } = report;
  const found = await context.storage.findPayments({
    provider: provider.id,
    provider_payment_id,
    provider_session_id,
    payment_id: our_payment_id,
  });
  return found.length > 0;
}

async function askProvider(
  provider: PaymentProvider,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Report> {
  const report =
    delivery.provider_payment_id === null
      ? null
      : await provider.readPayment(delivery.provider_payment_id, signal);
  if (report !== null) return report;
  throw new PaymentError(
    "provider_invalid",
    "The payment provider does not know the payment it reported; send the delivery again.",
    { retry_after_ms: 60_000 },
  );
}

/** It names a payment of ours that is not here: soon it may be; later a person must look. */
function whenOld(context: Context, delivery: Delivery, event: PaymentEvent): "unmatched" {
  if (isOld(context, delivery, event)) return "unmatched";
  throw new PaymentError(
    "payment_unmatched",
    "The payment it names is not known here yet; send the delivery again.",
    { retry_after_ms: 5_000 },
  );
}

function isOld(
  context: Context,
  { report, occurred_at }: Delivery,
  { created_at }: PaymentEvent,
): boolean {
  const since = Math.min(report?.created_at ?? occurred_at ?? created_at, created_at);
  return context.clock() - since >= YOUNG_MS;
}

function unconfirmed(): PaymentError {
  return new PaymentError(
    "busy",
    "The provider's API does not confirm this yet; send the delivery again.",
    { retry_after_ms: 5_000 },
  );
}

async function noteFailure(context: Context, event: PaymentEvent, error: unknown): Promise<void> {
  const code = error instanceof PaymentError ? error.code : "internal";
  const sync_status = UNDECIDED[code] ?? "failed";
  await context.storage.recordEvent({ ...event, sync_status, sync_error: code }, false).catch(() =>
    context.logger.warn("an undecided delivery could not be noted", {
      event_id: event.event_id,
      code,
    }),
  );
}

/** `created_at` is when the first of its attempts was taken in. */
function newEvent(
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

function keysOf(provider: PaymentProvider, delivery: Delivery): PaymentKeys {
  return {
    provider: provider.id,
    provider_payment_id: delivery.provider_payment_id,
    provider_session_id: delivery.provider_session_id,
    payment_id: delivery.our_payment_id,
  };
}

function receipt(event: PaymentEvent): Receipt {
  return { event_id: event.event_id, provider: event.provider, sync_status: event.sync_status };
}
