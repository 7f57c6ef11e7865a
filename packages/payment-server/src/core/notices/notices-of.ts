/** Derives the notices of a payment from its audit. */
import type { AuditEntry } from "../audit.ts";
import type { DisputeStatus, Payment } from "../payment.ts";
import type { PaymentEvent } from "../storage-records.ts";
import { refundBase } from "../refund.ts";
import { saleOf } from "../verdict.ts";
import type { PaymentNotice, PaymentNoticeKind, ReturnedMoney, UnmatchedNotice } from "./notice.ts";

/** The action of the audit entry that marks a payment as stuck. */
export const STUCK = "stuck";

/**
 * A write changes a payment from `before` to `after`. `before` is `null` if the write inserts it.
 */
interface Write {
  before: Payment | null;
  after: Payment;
  action: string;
}

/**
 * For each kind of notice, whether it reports a write. The notices of a write are sent in this
 * order.
 */
const KINDS: Record<PaymentNoticeKind, (write: Write) => boolean> = {
  opened: ({ action }) => action === "open",
  stuck: ({ action }) => action === STUCK,
  released: ({ before, after }) =>
    after.released && (before?.released !== true || leavesHold(before, after)),
  held: (write) =>
    becomes(write, "held") ||
    (write.after.status === "held" && write.after.hold_reason !== write.before?.hold_reason),
  credited: (write) => becomes(write, "paid"),
  dismissed: (write) => becomes(write, "dismissed"),
  disputed: (write) => disputeBecomes(write, "open"),
  dispute_won: (write) => disputeBecomes(write, "won") || reporterOf(write) === "dispute_won",
  dispute_lost: (write) => disputeBecomes(write, "lost"),
  refunded: (write) => reporterOf(write) === "refunded",
};

/** Returns the kinds of the notices that report a write. Many writes have none. */
export function noticeKinds(write: Write): PaymentNoticeKind[] {
  return (Object.keys(KINDS) as PaymentNoticeKind[]).filter((kind) => KINDS[kind](write));
}

/**
 * The values of two fields that the first audit entry lacks if an older release has inserted the
 * payment.
 */
const LATER_FIELDS = { invoice_url: null, dispute_status: null };

/**
 * Returns the notices of a payment in order, beginning with those of the write that made version
 * `from_version`. `history` is the complete audit of the payment, oldest first.
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
  const [returned, reporter] = [returnedMoney(write), reporterOf(write)];
  return noticeKinds(write).map((kind) => ({
    notice_id: `${payment_id}:${version}:${kind}`,
    kind,
    at,
    version,
    payment: after,
    returned: kind === reporter ? returned : null,
  }));
}

/**
 * Whether the write moves a held payment to `crediting` or `paid`. Only a release does this. The
 * field `released` alone does not show the release, because `before.released` may still be `true`
 * from an earlier release.
 */
function leavesHold(before: Payment, after: Payment): boolean {
  return before.status === "held" && (after.status === "crediting" || after.status === "paid");
}

function becomes({ before, after }: Write, status: Payment["status"]): boolean {
  return after.status === status && before?.status !== status;
}

function disputeBecomes({ before, after }: Write, status: DisputeStatus): boolean {
  return after.dispute_status === status && before?.dispute_status !== status;
}

/**
 * Returns the kind of the notice that reports how a write changes the returned money and the
 * credits to take back. Returns `null` if the write changes neither. The kind is `dispute_won` for
 * a decrease, `dispute_lost` if the write stores that a dispute was lost, and `refunded` for any
 * other increase.
 */
function reporterOf(write: Write): PaymentNoticeKind | null {
  const returned = returnedMoney(write);
  if (returned === null) return null;
  if (returned.added_minor < 0 || returned.credits < 0) return "dispute_won";
  return disputeBecomes(write, "lost") ? "dispute_lost" : "refunded";
}

/**
 * Returns how much the write adds to the returned money and to the credits to take back, or `null`
 * if it changes neither. Both numbers are differences between the payment before and after the
 * write, so over all notices they add up to the last state of the payment. If money was returned
 * before the payment was credited, the write that credits the payment adds the credits for that
 * money.
 */
function returnedMoney({ before, after }: Write): ReturnedMoney | null {
  const total_minor = after.refunded_minor;
  const added_minor = total_minor - (before?.refunded_minor ?? 0);
  const credits = toTakeBack(after) - (before === null ? 0 : toTakeBack(before));
  if (added_minor === 0 && credits === 0) return null;
  return { total_minor, added_minor, credits, user_id: saleOf(after).user_id };
}

/**
 * Returns how many credits of the payment are to be taken back in total. If the payment is `paid`,
 * these are the credits that were sold for the returned money. Otherwise the number is 0.
 */
function toTakeBack(payment: Payment): number {
  return payment.status === "paid" ? soldFor(payment, payment.refunded_minor) : 0;
}

/**
 * Returns how many credits of a payment were sold for `returned_minor` of its money, rounded down.
 * Money that was paid above the price counts as returned first, because it was not credited.
 */
function soldFor(payment: Payment, returned_minor: number): number {
  const { credits, usd_cents } = saleOf(payment);
  const net = refundBase(payment);
  // A payment of 0, which an administrator may have released, has no money that can be returned.
  if (returned_minor > 0 && returned_minor >= net) return credits;
  const price = Math.min(net, usd_cents);
  const returned = price - net + returned_minor;
  return returned > 0 ? Math.floor((credits * returned) / price) : 0;
}
