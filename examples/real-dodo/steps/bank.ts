// A bank debit that stays processing, and one that is disputed.
import { at, isSet } from "../account.ts";
import { amount, word } from "../facts.ts";
import {
  answer,
  answerByReturn,
  open,
  paymentIdOf,
  paymentThatIs,
  PRICE,
  until,
  type Visit,
} from "../visit.ts";

/** A buyer in the United States, who can pay by bank account there. */
const AMERICAN = { billing_address: { country: "US", zipcode: "10001" } };

/** Reads a payment that is processing. */
export async function processing(visit: Visit): Promise<void> {
  const since = visit.inbox.returns.length;
  const checkout = await open(visit, AMERICAN);
  if (!(await visit.person.does({ act: "bank_debit", ...checkout }))) return;
  const payment = await paymentThatIs(visit, checkout.session_id, ["processing"]);
  if (payment === null) return;
  const facts = {
    tax: isSet(payment, "tax"),
    settlement_tax: isSet(payment, "settlement_tax"),
    invoice_id: isSet(payment, "invoice_id"),
    error_code: isSet(payment, "error_code"),
  };
  const complete = facts.tax && facts.invoice_id;
  answer(visit, "unfinished_payments", complete ? "complete" : "sparse", facts);
  answerByReturn(visit, "return_of_bank_debit", "processing", since);
}

/** Reads the event of a dispute. */
export async function disputed(visit: Visit): Promise<void> {
  const checkout = await open(visit, AMERICAN);
  if (!(await visit.person.does({ act: "disputed_debit", ...checkout }))) return;
  const payment_id = await paymentIdOf(visit, checkout.session_id);
  const opened = await until(
    visit,
    () =>
      visit.inbox.deliveries.find(
        ({ type, data }) => type === "dispute.opened" && at(data, "payment_id") === payment_id,
      ) ?? null,
    300,
  );
  if (opened === null) return;
  const { data } = opened;
  const full = at(data, "customer") !== undefined && at(data, "reason") !== undefined;
  answer(visit, "dispute_events", full ? "full" : "short", {
    stage: word(at(data, "dispute_stage")),
    status: word(at(data, "dispute_status")),
  });
  disputeAmount(visit, at(data, "amount"), await priceOf(visit, checkout.session_id));
}

async function priceOf(visit: Visit, session_id: string): Promise<number> {
  const payment = await paymentThatIs(visit, session_id, ["succeeded"]);
  return Number(at(payment, "total_amount") ?? PRICE);
}

function disputeAmount(visit: Visit, shown: unknown, total: number): void {
  const facts = { total: amount(total), value: amount(Number(shown)) };
  if (typeof shown === "number") answer(visit, "dispute_amount", "a number", facts);
  if (typeof shown !== "string") return;
  const value = Number(shown);
  if (value === total) answer(visit, "dispute_amount", "minor units, a string", facts);
  if (value === total / 100) answer(visit, "dispute_amount", "major units, a string", facts);
}
