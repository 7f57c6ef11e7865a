/** Decides what the list of past payments says about a payment. */
import type { Payment } from "../wire.ts";
import type { Sentence } from "../words/words.ts";
import type { PackWords } from "./words/words.ts";

/** The texts and marks that a row shows for its payment. */
export interface PastPayment {
  /** The key in `PackWords` of the text for the payment's status. */
  word: keyof PackWords;
  /** The name of the mark before the word, in `MARKS`. */
  mark: Sentence;
  /** The colour of the word and the mark. */
  tone: "good" | "wait" | "look" | "soft";
  /** The content at the end of the row. `reference` stands for the payment id. */
  detail: "receipt" | "days" | "reference" | undefined;
}

const ROWS: Readonly<Record<Payment["status"], PastPayment>> = {
  pending: { word: "started", mark: "slow", tone: "soft", detail: undefined },
  crediting: { word: "adding", mark: "slow", tone: "wait", detail: undefined },
  paid: { word: "added", mark: "paid", tone: "good", detail: "receipt" },
  failed: { word: "not_paid", mark: "failed", tone: "soft", detail: undefined },
  canceled: { word: "not_paid", mark: "failed", tone: "soft", detail: undefined },
  expired: { word: "not_paid", mark: "failed", tone: "soft", detail: undefined },
  held: { word: "being_checked", mark: "reviewing", tone: "look", detail: "reference" },
  dismissed: { word: "not_added", mark: "dismissed", tone: "look", detail: "reference" },
};

/**
 * Returns what the row of a payment shows. The row of a `pending` payment that is not on its way
 * says only that it was started, because the page does not know whether it was paid.
 */
export function describePayment(payment: Payment): PastPayment {
  const { status, on_its_way, refunded_minor } = payment;
  if (status === "pending" && on_its_way)
    return { word: "on_its_way", mark: "on_its_way", tone: "wait", detail: "days" };
  // A status that this version does not know is shown as `pending`.
  const row = ROWS[status] ?? ROWS.pending;
  const receipt = row.detail === "receipt" && !receiptOf(payment) ? "reference" : row.detail;
  if (status === "paid" && refunded_minor > 0)
    return { word: "refunded", mark: "canceled", tone: "soft", detail: receipt };
  return { ...row, detail: receipt };
}

/** Returns the address of the receipt, or `undefined` if there is none that is safe to link. */
export function receiptOf({ invoice_url }: Payment): string | undefined {
  return invoice_url?.startsWith("https://") ? invoice_url : undefined;
}
