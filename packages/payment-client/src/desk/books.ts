/**
 * Compares the three books of a payment, fact by fact: what Dodo has reported, what the server has
 * stored, and what the host's topup says.
 */
import type { PaymentAudit } from "../report-wire.ts";
import type { PaymentEvent } from "../wire.ts";
import { changedTopup } from "./decision.ts";
import { readPaidEvent, type PaidEvent } from "./queue.ts";

/** The facts that are compared. */
export type Fact = "amount" | "status" | "credits" | "user" | "product" | "returned";

/**
 * A value in one of the three books. `null` means that the book has no such value, or that it could
 * not be read.
 */
export type Value = string | number | boolean | null;

/** A fact, with the value that each of the three books has recorded for it. */
export interface Row {
  fact: Fact;
  provider: Value;
  ours: Value;
  topup: Value;
  /**
   * Whether an administrator should look at the fact, for example because the books disagree about
   * it. More money than the price is no disagreement. For the fact `status`, the value is also
   * `true` if the topup is gone or cannot be read.
   */
  differs: boolean;
}

/**
 * The three books of one payment: the reports of Dodo, the records of the server, and the host's
 * topup.
 */
export interface Books {
  rows: Row[];
  /**
   * The payment at Dodo as the newest delivery with an amount describes it, or `null` if there is
   * no such delivery. `total_minor` includes the tax.
   */
  paid: PaidEvent | null;
}

/** Returns the three books of a payment. `events` are its deliveries, newest first. */
export function booksOf(audit: PaymentAudit, events: readonly PaymentEvent[]): Books {
  const paid = events.map(readPaidEvent).find(({ total_minor }) => total_minor !== null) ?? null;
  return {
    rows: [
      amountRow(audit),
      statusRow(audit),
      ...saleRows(audit),
      productRow(audit, paid),
      returnedRow(audit),
    ],
    paid,
  };
}

function amountRow({ payment, topup }: PaymentAudit): Row {
  const { net_minor, amount_minor, hold_reason } = payment;
  const price = topup?.usd_cents ?? null;
  const differs =
    (net_minor !== null && net_minor < amount_minor) ||
    (price !== null && price !== amount_minor) ||
    hold_reason === "currency" ||
    hold_reason === "unknown_amount";
  return { fact: "amount", provider: net_minor, ours: amount_minor, topup: price, differs };
}

function statusRow({ payment, topup }: PaymentAudit): Row {
  const { provider_status, status } = payment;
  const expected = status === "paid" ? "paid" : "pending";
  const differs = topup !== undefined && topup?.status !== expected;
  return {
    fact: "status",
    provider: provider_status,
    ours: status,
    topup: topup?.status ?? null,
    differs,
  };
}

/**
 * Returns the rows of the credits and the user. Dodo's values are `null`, because Dodo knows the
 * credits and the user only from the metadata that we sent.
 */
function saleRows(audit: PaymentAudit): Row[] {
  const { payment, topup } = audit;
  const changed = changedTopup(audit);
  return [
    {
      fact: "credits",
      provider: null,
      ours: payment.credits,
      topup: topup?.credits ?? null,
      differs: changed !== null && changed.credits !== payment.credits,
    },
    {
      fact: "user",
      provider: null,
      ours: payment.user_id,
      topup: topup?.user_id ?? null,
      differs: changed !== null && changed.user_id !== payment.user_id,
    },
  ];
}

function productRow({ payment, items }: PaymentAudit, paid: PaidEvent | null): Row {
  const known = items.map(({ changes }) => changes["product_id"]).find((id) => id !== undefined);
  const ours = known ?? null;
  const other = paid !== null && paid.product !== null && ours !== null && paid.product !== ours;
  return {
    fact: "product",
    provider: paid?.product ?? null,
    ours,
    topup: null,
    differs: other || payment.hold_reason === "product",
  };
}

function returnedRow({ payment }: PaymentAudit): Row {
  const { refunded_minor, disputed, hold_reason } = payment;
  return {
    fact: "returned",
    provider: refunded_minor,
    ours: refunded_minor,
    topup: null,
    differs:
      hold_reason === "refunded" || hold_reason === "disputed" || refunded_minor > 0 || disputed,
  };
}
