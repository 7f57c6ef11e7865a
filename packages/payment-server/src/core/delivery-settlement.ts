/**
 * Finds the payment that a webhook delivery is about, and settles that payment. If necessary, first
 * confirms the delivery with the provider.
 */
import { PaymentError } from "../errors.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { Settlement } from "./payment-write.ts";
import type { Delivery, PaymentProvider } from "./provider.ts";
import { completed, isBehind, withoutEnd, type Report } from "./report.ts";
import { YOUNG_MS } from "./schedule.ts";
import { decideBySession } from "./session-decision.ts";
import { settle } from "./settlement.ts";
import type { Settling } from "./settling.ts";
import type { PaymentEvent, PaymentKeys } from "./storage-records.ts";
import { readNamedTopup } from "./topup.ts";
import { awaitsReversal, isUnclear, unconfirmed } from "./unconfirmed-delivery.ts";
import { withoutEvent, type Writing } from "./write-cause.ts";

/** A webhook delivery that is being processed, and the event that is stored for it. */
export interface Receiving extends Writing {
  provider: PaymentProvider;
  delivery: Delivery;
  event: PaymentEvent;
}

type ReceivingAndSettling = Receiving & Settling;

/**
 * A settlement with a final outcome, so that the delivery need not be sent again. `unclear`: the
 * payment was settled, and how much of it was returned is not known.
 */
export type Decision =
  | Exclude<Settlement, { outcome: "busy" }>
  | { outcome: "unclear"; payment: Payment; event_written: false };

const FOREIGN: Decision = { outcome: "ignored", payment: null, event_written: false };
const UNMATCHED: Decision = { outcome: "unmatched", payment: null, event_written: false };

/**
 * Decides the outcome of a delivery that has no provider payment id. If the delivery is about a
 * payment of ours that is not settled, queries the provider about the session of that payment. Any
 * other delivery is ignored. Throws `busy` if no session is stored yet, or if the provider does not
 * confirm the delivery yet.
 */
export async function decideUnnamed(
  receiving: Receiving,
): Promise<Pick<PaymentEvent, "sync_status" | "payment_id">> {
  const { context, provider, delivery } = receiving;
  const found =
    delivery.subject === "payment"
      ? await context.storage.findPayments(keysOf(provider, delivery))
      : [];
  const payment = found.find((row) => !isSettled(row)) ?? found[0];
  if (payment === undefined || isSettled(payment))
    return { sync_status: "ignored", payment_id: payment?.payment_id ?? null };
  const sync_status =
    payment.provider_session_id === null
      ? null
      : await decideBySession(withoutEvent(receiving), payment, delivery);
  if (sync_status === null) throw unconfirmed();
  return { sync_status, payment_id: payment.payment_id };
}

/**
 * Settles a delivery that contains a provider payment id. The outcome `unmatched` means that the
 * delivery names a payment of ours that is not stored, or reports money for a topup of ours that
 * another service has sold. Throws if the outcome cannot be decided yet.
 */
export async function settleDelivery(receiving: ReceivingAndSettling): Promise<Decision> {
  const { context, provider, delivery } = receiving;
  const ours = await context.storage.findPayments(keysOf(provider, delivery));
  // A delivery with the subject `payment` is about a payment of ours only if that payment has a
  // row, or if the delivery contains our payment id. For any other delivery with this subject the
  // provider is not called, since foreign payments would use up our calls.
  const named = ours.length > 0 || delivery.our_payment_id !== null;
  if (!named && (await isSoldByAnother(receiving))) return UNMATCHED;
  if (!named && (delivery.subject === "payment" || !(await isOurs(receiving)))) return FOREIGN;
  if (ours.length === 0 && delivery.subject === "payment") {
    const decision = unmatched(receiving);
    // The delivery is old here. If it reports no success, there is nothing for an administrator to
    // check.
    return (delivery.report?.status ?? "succeeded") === "succeeded" ? decision : FOREIGN;
  }
  const settlement = await confirmAndSettle(receiving, ours);
  if (settlement.outcome === "busy") {
    throw new PaymentError("busy", "This payment is not decided yet; send the delivery again.", {
      retry_after_ms: 5_000,
    });
  }
  return settlement.outcome === "unmatched" ? unmatched(receiving) : settlement;
}

/**
 * If the delivery is signed and contains a report, and the service does not confirm every delivery,
 * settles that report. Otherwise settles the report that the provider's API returns. `ours` are the
 * rows that share a key with the delivery. Throws `busy` if the API does not show yet what was
 * delivered.
 */
async function confirmAndSettle(
  receiving: ReceivingAndSettling,
  ours: readonly Payment[],
): Promise<Settlement | Decision> {
  const { context, delivery, event } = receiving;
  const believed = context.confirm === "when_unsigned" && delivery.signed ? delivery.report : null;
  const report = believed ?? completed(await readReport(receiving), delivery);
  // The API may lag behind its own deliveries. If the API does not show the delivered success,
  // refund or dispute yet, the delivery is not decided and has to be sent again. While a refund or
  // dispute is missing, nothing is settled, because the payment must not be credited.
  const since = Math.min(delivery.occurred_at ?? event.created_at, event.created_at);
  if (awaitsReversal(delivery, report, since, context.clock())) throw unconfirmed();
  const behind = isBehind(report, delivery.report);
  const unclear = isUnclear(delivery, report);
  const settlement = await settle(
    behind || unclear ? withoutEvent(receiving) : receiving,
    behind ? withoutEnd(report) : report,
    report === believed && hasKeysOf(delivery, report) ? ours : null,
  );
  if (behind && !(settlement.payment !== null && isSettled(settlement.payment)))
    throw unconfirmed();
  const { outcome, payment } = settlement;
  return unclear && outcome !== "busy" && payment !== null
    ? { outcome: "unclear", payment, event_written: false }
    : settlement;
}

/**
 * Whether the delivery reports money for a topup of our host whose checkout another service
 * created. Such money is not credited automatically. An administrator has to check it.
 */
async function isSoldByAnother(receiving: Receiving): Promise<boolean> {
  const { subject, report, our_topup_id } = receiving.delivery;
  if (subject !== "payment" || report?.status !== "succeeded" || our_topup_id === null)
    return false;
  try {
    return (await readNamedTopup(receiving.context, our_topup_id)) !== null;
  } catch (error) {
    // Some hosts throw for every unknown topup id, so every redelivery would fail. For an old
    // delivery the topup therefore counts as sold by another service, and the event is held for an
    // administrator.
    if (error instanceof PaymentError && isOld(receiving)) return true;
    throw error;
  }
}

/**
 * Whether a refund or a dispute is about one of our payments. Its delivery contains only the
 * provider's payment id, and our row may not contain that id yet. Therefore the other ids of the
 * payment are read from the provider. Throws `busy` if the budget allows no call.
 */
async function isOurs({
  context,
  provider,
  delivery,
  signal,
}: ReceivingAndSettling): Promise<boolean> {
  if (!context.budget.take("deliveries")) {
    throw new PaymentError(
      "busy",
      "Too many questions to the provider at once; send the delivery again.",
      { retry_after_ms: 30_000 },
    );
  }
  const provider_payment_id = delivery.provider_payment_id ?? "";
  const report = await provider.readPayment(provider_payment_id, signal);
  if (report === null) return false;
  const found = await context.storage.findPayments({
    provider: provider.id,
    provider_payment_id,
    provider_session_id: report.provider_session_id,
    payment_id: report.our_payment_id,
  });
  return found.length > 0;
}

async function readReport({
  provider,
  delivery: { provider_payment_id },
  signal,
}: ReceivingAndSettling): Promise<Report> {
  const report =
    provider_payment_id === null ? null : await provider.readPayment(provider_payment_id, signal);
  if (report !== null) return report;
  throw new PaymentError(
    "provider_invalid",
    "The payment provider does not know the payment it reported; send the delivery again.",
    { retry_after_ms: 60_000 },
  );
}

/**
 * Returns `unmatched` for an old delivery whose payment is not stored, so that an administrator
 * checks it. Throws `payment_unmatched` for a young delivery, since the row may still be inserted
 * before a redelivery.
 */
function unmatched(receiving: Receiving): Decision {
  if (isOld(receiving)) return UNMATCHED;
  throw new PaymentError(
    "payment_unmatched",
    "The payment it names is not known here yet; send the delivery again.",
    { retry_after_ms: 5_000 },
  );
}

function isOld({ context, delivery: { report, occurred_at }, event }: Receiving): boolean {
  const { created_at } = event;
  const since = Math.min(report?.created_at ?? occurred_at ?? created_at, created_at);
  return context.clock() - since >= YOUNG_MS;
}

/** Whether the report has the ids of its delivery, so that both lead to the same rows. */
function hasKeysOf(delivery: Delivery, report: Report): boolean {
  return (
    report.provider_payment_id === delivery.provider_payment_id &&
    report.provider_session_id === delivery.provider_session_id &&
    report.our_payment_id === delivery.our_payment_id
  );
}

function keysOf(provider: PaymentProvider, delivery: Delivery): PaymentKeys {
  return {
    provider: provider.id,
    provider_payment_id: delivery.provider_payment_id,
    provider_session_id: delivery.provider_session_id,
    payment_id: delivery.our_payment_id,
  };
}
