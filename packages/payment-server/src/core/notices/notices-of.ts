/** Derives the notices of a payment from its audit. */
import type { AuditEntry } from "../audit.ts";
import type { DisputeStatus, Payment } from "../payment.ts";
import type { PaymentEvent } from "../storage-records.ts";
import { saleOf } from "../verdict.ts";
import type { PaymentNotice, PaymentNoticeKind, ReturnedMoney, UnmatchedNotice } from "./notice.ts";

/** The action of the audit entry that marks a payment as stuck. */
export const STUCK = "stuck";

/** One write of a payment. `before` is `null` if it has inserted the payment. */
interface Write {
  before: Payment | null;
  after: Payment;
  action: string;
}

/** Whether a write is reported as this kind, in the order in which the notices are sent. */
const KINDS: Record<PaymentNoticeKind, (write: Write) => boolean> = {
  opened: ({ action }) => action === "open",
  stuck: ({ action }) => action === STUCK,
  released: ({ before, after }) => after.released && before?.released !== true,
  held: (write) =>
    becomes(write, "held") ||
    (write.after.status === "held" && write.after.hold_reason !== write.before?.hold_reason),
  credited: (write) => becomes(write, "paid"),
  dismissed: (write) => becomes(write, "dismissed"),
  disputed: (write) => disputeBecomes(write, "open"),
  dispute_won: (write) => disputeBecomes(write, "won"),
  dispute_lost: (write) => disputeBecomes(write, "lost"),
  // What a lost dispute has taken is reported with it.
  refunded: (write) => added(write) > 0 && !disputeBecomes(write, "lost"),
};

/** Returns what a write is reported as; nothing for most writes. */
export function noticeKinds(write: Write): PaymentNoticeKind[] {
  return (Object.keys(KINDS) as PaymentNoticeKind[]).filter((kind) => KINDS[kind](write));
}

/** Fields that are missing in the first audit entry of a payment of an older version. */
const LATER_FIELDS = { invoice_url: null, dispute_status: null };

/**
 * Returns the notices of a payment's writes from version `from_version` on, in order. `history` is
 * the complete audit of the payment, oldest first.
 */
export function noticesOf(
  stored: Payment,
  history: readonly AuditEntry[],
  from_version: number,
): PaymentNotice[] {
  const notices: PaymentNotice[] = [];
  let before: Payment | null = null;
  for (const entry of history) {
    const after: Payment = { ...(before ?? { ...stored, ...LATER_FIELDS }), ...entry.changes };
    if (entry.version >= from_version) notices.push(...noticesOfEntry(entry, before, after));
    before = after;
  }
  return notices;
}

/** Returns the notice of an event that was stored as unmatched. */
export function unmatchedNotice(event: PaymentEvent): UnmatchedNotice {
  return {
    notice_id: `${event.event_id}:unmatched`,
    kind: "unmatched",
    at: event.updated_at,
    event,
  };
}

function noticesOfEntry(
  { payment_id, version, at, action }: AuditEntry,
  before: Payment | null,
  after: Payment,
): PaymentNotice[] {
  const write = { before, after, action };
  const returned = returnedMoney(write);
  return noticeKinds(write).map((kind) => ({
    notice_id: `${payment_id}:${version}:${kind}`,
    kind,
    at,
    version,
    payment: after,
    returned: kind === "refunded" || kind === "dispute_lost" ? returned : null,
  }));
}

function becomes({ before, after }: Write, status: Payment["status"]): boolean {
  return after.status === status && before?.status !== status;
}

function disputeBecomes({ before, after }: Write, status: DisputeStatus): boolean {
  return after.dispute_status === status && before?.dispute_status !== status;
}

/** Returns how much money the write records as returned to the buyer. */
function added({ before, after }: Write): number {
  return after.refunded_minor - (before?.refunded_minor ?? 0);
}

function returnedMoney({ before, after, action }: Write): ReturnedMoney | null {
  const added_minor = added({ before, after, action });
  if (added_minor <= 0) return null;
  const total_minor = after.refunded_minor;
  const credits =
    after.status === "paid"
      ? soldFor(after, total_minor) - soldFor(after, total_minor - added_minor)
      : 0;
  return { total_minor, added_minor, credits, user_id: saleOf(after).user_id };
}

/**
 * Returns how many credits of a payment were sold for the first `returned_minor` that went back,
 * rounded down. What was paid above the price goes back first, because it was not credited.
 */
function soldFor(payment: Payment, returned_minor: number): number {
  const { credits, usd_cents } = saleOf(payment);
  const net = payment.net_minor ?? usd_cents;
  const price = Math.min(net, usd_cents);
  const kept = Math.min(price, net - returned_minor);
  if (kept <= 0) return credits;
  return Math.floor((credits * (price - kept)) / price);
}
