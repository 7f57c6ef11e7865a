// A purchase that is paid, its delivery and retry, its page opened again, its replay and refund.
import { at, textAt } from "../account.ts";
import { amount, word } from "../facts.ts";
import type { Delivery } from "../inbox.ts";
import {
  answer,
  answerByReturn,
  type Checkout,
  open,
  paymentIdOf,
  paymentThatIs,
  PRICE,
  until,
  type Visit,
} from "../visit.ts";

/** Buys once, and asks everything that a paid payment can show. */
export async function paid(visit: Visit): Promise<void> {
  const checkout = await open(visit);
  visit.inbox.failNext();
  const since = visit.inbox.returns.length;
  if (!(await visit.person.does({ act: "pay", ...checkout }))) return;
  const payment = await paymentThatIs(visit, checkout.session_id, ["succeeded"]);
  const payment_id = textAt(payment, "payment_id");
  if (payment_id === null) return;
  settlement(visit, payment);
  cardFields(visit, payment);
  answerByReturn(visit, "return_after_success", "succeeded", since);
  await lineItems(visit, payment_id);
  await invoice(visit, payment_id);
  await retry(visit, payment_id);
  await openAgain(visit, checkout, payment_id);
  await replay(visit, payment_id);
  await refund(visit, payment_id);
}

function settlement(visit: Visit, payment: unknown): void {
  const [gross, tax] = [at(payment, "settlement_amount"), at(payment, "settlement_tax") ?? 0];
  const same =
    at(payment, "settlement_currency") === "USD" && Number(gross) - Number(tax) === PRICE;
  answer(visit, "settlement_net", same ? "the price" : "otherwise", {
    currency: word(at(payment, "currency")),
    total: amount(at(payment, "total_amount")),
    tax: amount(at(payment, "tax")),
    settlement_currency: word(at(payment, "settlement_currency")),
    settlement: amount(gross),
    settlement_tax: amount(tax),
  });
}

function cardFields(visit: Visit, payment: unknown): void {
  const network = textAt(payment, "card_network");
  if (network === null) return;
  const is_lower = network === network.toLowerCase();
  answer(visit, "card_fields", is_lower ? "lower" : "upper", {
    network: word(network),
    type: word(at(payment, "card_type")),
    method: word(at(payment, "payment_method")),
    method_type: word(at(payment, "payment_method_type")),
  });
}

async function lineItems(visit: Visit, payment_id: string): Promise<void> {
  const { body } = await visit.account.call(
    "GET",
    `/payments/${encodeURIComponent(payment_id)}/line-items`,
  );
  const item = at(body, "items", 0);
  const [shown, tax] = [Number(at(item, "amount")), Number(at(item, "tax"))];
  // Without a tax both readings are the same number.
  if (!(tax > 0)) return;
  const facts = { amount: amount(shown), tax: amount(tax) };
  if (shown === PRICE) answer(visit, "line_item_amount", "net", facts);
  if (shown === PRICE + tax) answer(visit, "line_item_amount", "gross", facts);
}

async function invoice(visit: Visit, payment_id: string): Promise<void> {
  const path = `/invoices/payments/${encodeURIComponent(payment_id)}`;
  const { status, content_type } = await visit.account.call("GET", path, { api_key: null });
  const type = content_type?.split(";")[0] ?? null;
  const is_pdf = status === 200 && type === "application/pdf";
  answer(visit, "invoice_without_key", is_pdf ? "pdf" : "refused", {
    status: amount(status),
    type: word(type),
  });
}

/** Compares the delivery that was answered with a 500 with the one that follows. */
async function retry(visit: Visit, payment_id: string): Promise<void> {
  const both = await until(visit, () => {
    const [first, second] = successesOf(visit, payment_id);
    return first === undefined || second === undefined ? null : { first, second };
  });
  if (both === null) return;
  const { first, second } = both;
  answer(visit, "webhook_id_of_retry", first.id === second.id ? "same" : "new", {
    is_later: Number(second.timestamp) > Number(first.timestamp),
    signature: word(first.signature),
    user_agent: word(first.user_agent.split("/")[0]),
    headers: first.header_names.filter((name) => word(name) === name),
  });
}

async function openAgain(visit: Visit, checkout: Checkout, payment_id: string): Promise<void> {
  if (!(await visit.person.does({ act: "open_again", ...checkout }))) return;
  await visit.pause(5_000);
  const now = await paymentIdOf(visit, checkout.session_id);
  answer(visit, "payments_per_session", now === payment_id ? "one" : "many");
}

async function replay(visit: Visit, payment_id: string): Promise<void> {
  const before = successesOf(visit, payment_id);
  const known = before[0]?.id;
  if (known === undefined || !(await visit.person.does({ act: "replay" }))) return;
  const again = await until(visit, () => successesOf(visit, payment_id)[before.length] ?? null);
  if (again !== null) answer(visit, "webhook_id_on_resend", again.id === known ? "same" : "new");
}

/** Refunds a part of the payment, which needs no click. */
async function refund(visit: Visit, payment_id: string): Promise<void> {
  const lines = await visit.account.call(
    "GET",
    `/payments/${encodeURIComponent(payment_id)}/line-items`,
  );
  const item_id = at(lines.body, "items", 0, "items_id");
  const items = [{ item_id, amount: 300, tax_inclusive: true }];
  const { status, body } = await visit.account.call("POST", "/refunds", {
    body: { payment_id, items, reason: "a test" },
  });
  const found = word(at(body, "status"));
  if (found !== "succeeded" && found !== "pending" && found !== "review" && found !== "failed")
    return;
  answer(visit, "refund_answer", found, {
    status: amount(status),
    amount: amount(at(body, "amount")),
    is_partial: at(body, "is_partial") === true,
  });
}

function successesOf({ inbox }: Visit, payment_id: string): Delivery[] {
  return inbox.deliveries.filter(
    ({ type, data }) => type === "payment.succeeded" && at(data, "payment_id") === payment_id,
  );
}
