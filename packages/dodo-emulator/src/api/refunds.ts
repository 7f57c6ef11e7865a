import type { Metadata } from "dodopayments/resources/misc";
import type { Payment, RefundListItem } from "dodopayments/resources/payments";
import type { Refund } from "dodopayments/resources/refunds";
import { invalidBody, refused } from "../errors.ts";
import { type LineItem, lineItems } from "../money/line-items.ts";
import { share } from "../money/currency.ts";
import { findPayment, paidCart } from "../ledger/payment.ts";
import { findRefund, refundable, type RefundOptions } from "../ledger/refund.ts";
import type { EmulatorContext } from "../context.ts";
import type { ApiCall } from "./call.ts";
import { readBody, readFields, readFlag, readText, readWhole } from "./fields.ts";
import { inRange, pageOf } from "./lists.ts";
import { readMetadata } from "./metadata.ts";

/**
 * Answers `POST /refunds`: refunds all that is left of a payment, or the items that the body names.
 * Throws Dodo's error if the payment or an item cannot be refunded.
 */
export function createRefund(call: ApiCall, context: EmulatorContext): Refund {
  const { state, settings, actions } = context;
  const { payment_id, reason, metadata, items } = readRefundBody(readBody(call.body));
  const payment = findPayment(state, payment_id);
  checkRefundable(payment);
  const parts = readItems(items, lineItems(paidCart(state, payment), state.products));
  const options: RefundOptions = { metadata, status: settings.refund_answer };
  if (reason !== null) options.reason = reason;
  if (parts !== null) options.amount = [...parts.values()].reduce((sum, part) => sum + part, 0);
  const { refund_id } = actions.refund(payment_id, options);
  if (parts !== null) state.refunded_items.set(refund_id, parts);
  return findRefund(state, refund_id);
}

/** Answers `GET /refunds/{id}`. */
export function readRefund(call: ApiCall, { state }: EmulatorContext): Refund {
  return findRefund(state, call.id);
}

/**
 * Answers `GET /refunds` with one page of refunds, newest first. The refunds in the list have no
 * brand, customer or metadata.
 */
export function listRefunds(
  call: ApiCall,
  { state }: EmulatorContext,
): { items: RefundListItem[] } {
  const status = call.query.get("status");
  const customer_id = call.query.get("customer_id");
  const found = [...state.refunds.values()]
    .filter(inRange(call.query))
    .filter(
      (refund) =>
        (status ?? refund.status) === refund.status &&
        (customer_id ?? refund.customer.customer_id) === refund.customer.customer_id,
    );
  const items = found.map(
    ({ brand_id: _brand, customer: _customer, metadata: _metadata, ...item }) => item,
  );
  return { items: pageOf(items, call.query) };
}

interface RefundBody {
  payment_id: string;
  reason: string | null;
  metadata: Metadata;
  /** The items to refund. They are validated later, because the validation needs the line items. */
  items: unknown;
}

function readRefundBody(body: Record<string, unknown>): RefundBody {
  const payment_id = readText(body["payment_id"], "payment_id");
  const reason = readText(body["reason"], "reason");
  if (payment_id === null) throw invalidBody("payment_id is missing");
  if (reason !== null && reason.length > 3000)
    throw invalidBody("reason is longer than 3000 characters");
  return { payment_id, reason, metadata: readMetadata(body["metadata"]), items: body["items"] };
}

function checkRefundable(payment: Payment): void {
  if (payment.status !== "succeeded")
    throw refused("PAYMENT_NOT_SUCCEEDED", "The provided payment has not succeeded");
  if (payment.total_amount === 0)
    throw refused(
      "ZERO_AMOUNT_PAYMENT_REFUND_NOT_ALLOWED",
      "Cannot refund a payment with zero currency amount",
    );
  if (refundable(payment) <= 0)
    throw refused("PAYMENT_HAS_BEEN_REFUNDED", "The Payment ID has been fully refunded.");
  if (hasOpenRefund(payment))
    throw refused(
      "EXISTING_REFUND_REQUEST_PROCESSING",
      'A refund request with status "Pending" is still being processed',
    );
}

function hasOpenRefund({ refunds }: Payment): boolean {
  return (refunds ?? []).some(({ status }) => status === "pending" || status === "review");
}

/** Returns the amounts to refund, tax included, by item id; `null` if no items are given. */
function readItems(given: unknown, items: readonly LineItem[]): Map<string, number> | null {
  if (given === undefined || given === null) return null;
  if (!Array.isArray(given)) throw invalidBody("items must be a list");
  if (given.length === 0) return null;
  const parts = new Map<string, number>();
  for (const entry of given) {
    const fields = readFields(entry, "items[]") ?? {};
    const item = readItem(fields, items, parts);
    const amount = readWhole(fields["amount"], "amount");
    const tax_inclusive = readFlag(fields["tax_inclusive"], "tax_inclusive") ?? true;
    parts.set(item.item_id, itemAmount(item, amount, tax_inclusive));
  }
  return parts;
}

/**
 * Returns the line item that a refund entry names. Throws if its id is missing, unknown or
 * repeated.
 */
function readItem(
  fields: Record<string, unknown>,
  items: readonly LineItem[],
  parts: ReadonlyMap<string, number>,
): LineItem {
  const item_id = readText(fields["item_id"], "item_id");
  if (item_id === null) throw invalidBody("item_id is missing");
  if (parts.has(item_id))
    throw refused("DUPLICATE_LINE_ITEMS_IN_REQUEST", "Duplicate item_ids specified in items array");
  // Several lines may have the same product.
  const found = items.filter((one) => one.item_id === item_id);
  const item = found.find(({ left }) => left > 0) ?? found[0];
  if (item !== undefined) return item;
  throw refused("LINE_ITEM_NOT_FOUND", `Line item ${item_id} not found in payment`);
}

/**
 * Returns how much of an item to refund, tax included. By default it is all that is left. Throws
 * Dodo's error unless the amount is above 0 and at most what is left.
 */
function itemAmount(item: LineItem, given: number | null, tax_inclusive: boolean): number {
  const { item_id, left } = item;
  if (left <= 0)
    throw refused(
      "LINE_ITEM_FULLY_REFUNDED",
      `Line item ${item_id} has been fully refunded cannot be refunded further.`,
    );
  if (given === null) return left;
  if (given <= 0)
    throw refused(
      "LINE_ITEM_REFUND_AMOUNT_TOO_LOW",
      `Line item ${item_id} requested refund amount is ${given} which is too low`,
    );
  const amount = tax_inclusive ? given : given + share(given, item.tax, item.gross - item.tax);
  if (amount <= left) return amount;
  throw refused(
    "LINE_ITEM_REFUND_AMOUNT_TOO_HIGH",
    `Line item ${item_id} requested refund amount including tax is ${amount} which is above the paid amount ${left}`,
  );
}
