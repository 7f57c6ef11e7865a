import type { Payment, RefundListItem } from "dodopayments/resources/payments";
import type { Refund } from "dodopayments/resources/refunds";
import { invalidBody, refused } from "../errors.ts";
import { type LineItem, lineItems } from "../line-items.ts";
import { share } from "../money.ts";
import { findPayment } from "../pay.ts";
import { findRefund, refundable } from "../refund.ts";
import type { ApiCall, ApiContext } from "./call.ts";
import { readBody, readFields, readFlag, readText, readWhole } from "./fields.ts";
import { inRange, pageOf } from "./lists.ts";
import { readMetadata } from "./metadata.ts";

/** `POST /refunds`: all that is left, or some of some items. */
export function createRefund(call: ApiCall, context: ApiContext): Refund {
  const { state, settings, hands } = context;
  const body = readBody(call.body);
  const payment_id = readText(body["payment_id"], "payment_id");
  const reason = readText(body["reason"], "reason");
  if (payment_id === null) throw invalidBody("payment_id is missing");
  if (reason !== null && reason.length > 3000)
    throw invalidBody("reason is longer than 3000 characters");
  const metadata = readMetadata(body["metadata"]);
  const payment = findPayment(state, payment_id);
  checkRefundable(payment);
  const parts = readItems(body["items"], lineItems(payment, state, settings));
  let amount = 0;
  for (const part of parts?.values() ?? []) amount += part;
  const options = {
    metadata,
    status: settings.refund_answer,
    ...(reason === null ? {} : { reason }),
    ...(parts === null ? {} : { amount }),
  };
  const { refund_id } = hands.refund(payment_id, options);
  if (parts !== null) state.refunded_items.set(refund_id, parts);
  return findRefund(state, refund_id);
}

/** `GET /refunds/{id}`. */
export function readRefund(call: ApiCall, { state }: ApiContext): Refund {
  return findRefund(state, call.id);
}

/** `GET /refunds`: newest first, items without customer and metadata. */
export function listRefunds(call: ApiCall, { state }: ApiContext): { items: RefundListItem[] } {
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
  const open = (payment.refunds ?? []).some(
    ({ status }) => status === "pending" || status === "review",
  );
  if (open)
    throw refused(
      "EXISTING_REFUND_REQUEST_PROCESSING",
      'A refund request with status "Pending" is still being processed',
    );
}

/** What to refund of each item, tax included; null when the request names none. */
function readItems(given: unknown, items: readonly LineItem[]): Map<string, number> | null {
  if (given === undefined || given === null) return null;
  if (!Array.isArray(given)) throw invalidBody("items must be a list");
  if (given.length === 0) return null;
  const parts = new Map<string, number>();
  for (const entry of given) {
    const fields = readFields(entry, "items[]") ?? {};
    const item_id = readText(fields["item_id"], "item_id");
    const item = items.find((one) => one.item_id === item_id);
    if (item_id === null) throw invalidBody("item_id is missing");
    if (parts.has(item_id))
      throw refused(
        "DUPLICATE_LINE_ITEMS_IN_REQUEST",
        "Duplicate item_ids specified in items array",
      );
    if (item === undefined)
      throw refused("LINE_ITEM_NOT_FOUND", `Line item ${item_id} not found in payment`);
    parts.set(
      item_id,
      itemAmount(
        item,
        readWhole(fields["amount"], "amount"),
        readFlag(fields["tax_inclusive"], "tax_inclusive") ?? true,
      ),
    );
  }
  return parts;
}

function itemAmount(item: LineItem, asked: number | null, tax_inclusive: boolean): number {
  const { item_id, left } = item;
  if (left <= 0)
    throw refused(
      "LINE_ITEM_FULLY_REFUNDED",
      `Line item ${item_id} has been fully refunded cannot be refunded further.`,
    );
  if (asked === null) return left;
  if (asked <= 0)
    throw refused(
      "LINE_ITEM_REFUND_AMOUNT_TOO_LOW",
      `Line item ${item_id} requested refund amount is ${asked} which is too low`,
    );
  const amount = tax_inclusive ? asked : asked + share(asked, item.tax, item.gross - item.tax);
  if (amount <= left) return amount;
  throw refused(
    "LINE_ITEM_REFUND_AMOUNT_TOO_HIGH",
    `Line item ${item_id} requested refund amount including tax is ${amount} which is above the paid amount ${left}`,
  );
}
