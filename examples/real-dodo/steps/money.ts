// Another currency, and a customer who has a wallet.
import { at, textAt } from "../account.ts";
import { amount, word } from "../facts.ts";
import { answer, open, paymentThatIs, PRICE, type Visit } from "../visit.ts";

/** Pays in euros, and compares what the merchant receives with the price. */
export async function otherCurrency(visit: Visit): Promise<void> {
  const checkout = await open(visit, { billing_currency: "EUR" });
  if (!(await visit.person.does({ act: "other_currency", ...checkout }))) return;
  const payment = await paymentThatIs(visit, checkout.session_id, ["succeeded"]);
  const currency = at(payment, "currency");
  // In dollars nothing was converted, so there is no fee that anybody could pay.
  if (payment === null || currency === "USD") return;
  const [gross, tax] = [at(payment, "settlement_amount"), at(payment, "settlement_tax") ?? 0];
  const net = Number(gross) - Number(tax);
  answer(visit, "adaptive_currency_fees", net >= PRICE ? "exclusive" : "inclusive", {
    currency: word(currency),
    total: amount(at(payment, "total_amount")),
    settlement: amount(gross),
    settlement_tax: amount(tax),
  });
}

/** Gives a new customer a wallet of 5 USD, who then pays 10 USD. */
export async function wallet(visit: Visit): Promise<void> {
  const unique = crypto.randomUUID();
  const created = await visit.account.call("POST", "/customers", {
    body: { email: `wallet-${unique}@example.com`, name: "Test Wallet" },
  });
  const customer_id = textAt(created.body, "customer_id");
  if (customer_id === null) return;
  const path = `/customers/${encodeURIComponent(customer_id)}/wallets/ledger-entries`;
  const entry = { amount: PRICE / 2, currency: "USD", entry_type: "credit", reason: "a test" };
  const credited = await visit.account.call("POST", path, {
    body: { ...entry, idempotency_key: unique },
  });
  if (credited.status >= 300) return;
  const checkout = await open(visit, { customer: { customer_id } });
  if (!(await visit.person.does({ act: "wallet", ...checkout }))) return;
  const payment = await paymentThatIs(visit, checkout.session_id, ["succeeded"]);
  if (payment === null) return;
  const paid = Number(at(payment, "total_amount")) - Number(at(payment, "tax") ?? 0);
  answer(visit, "wallet", paid < PRICE ? "lowered" : "unchanged", {
    total: amount(at(payment, "total_amount")),
    tax: amount(at(payment, "tax")),
    settlement: amount(at(payment, "settlement_amount")),
  });
}
