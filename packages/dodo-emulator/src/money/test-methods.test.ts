import { describe, expect, test } from "vitest";
import type { CheckoutSessionCreateParams } from "dodopayments/resources/checkout-sessions";
import { type Bench, createReferenceBench as createBench, openSession } from "../../test/bench.ts";
import { typesOf } from "../../test/deliveries.ts";
import { payWith, visit } from "../../test/visits.ts";

/** The payment of a session, after a number was typed on its page. */
async function paidWith(
  bench: Bench,
  number: string,
  more: Partial<CheckoutSessionCreateParams> = {},
): Promise<object | null> {
  const session_id = await openSession(bench.sdk, 5000, more);
  const { status } = await payWith(bench, session_id, number);
  const { payment_id } = await bench.sdk.checkoutSessions.retrieve(session_id);
  if (payment_id === null || payment_id === undefined) return null;
  expect(status).toBe(303);
  return await bench.sdk.payments.retrieve(payment_id);
}

describe("the cards of Dodo's test data", () => {
  test.each([
    ["US Visa", "4242424242424242", "succeeded"],
    ["US Visa", "4000000000000002", "failed"],
    ["US Mastercard", "5555555555554444", "succeeded"],
    ["US Mastercard", "4000000000009995", "failed"],
    ["Indian Visa", "4576238912771450", "succeeded"],
    ["Indian Visa", "4706131211212123", "failed"],
    ["Indian Mastercard", "5409162669381034", "succeeded"],
    ["Indian Mastercard", "5105105105105100", "failed"],
    ["renewal decline", "4000000000000341", "succeeded"],
  ])("%s %s is %s, and the payment has its last four digits", async (_, number, status) => {
    const bench = createBench();
    expect(await paidWith(bench, number)).toMatchObject({
      status,
      payment_method: "card",
      card_last_four: number.slice(-4),
    });
    expect(typesOf(bench)).toEqual([`payment.${status}`]);
  });

  test.each([
    [
      "4000000000000002",
      "GENERIC_DECLINE",
      "The payment was declined without a reason. Ask the customer to try another card.",
    ],
    [
      "4706131211212123",
      "GENERIC_DECLINE",
      "The payment was declined without a reason. Ask the customer to try another card.",
    ],
    [
      "5105105105105100",
      "GENERIC_DECLINE",
      "The payment was declined without a reason. Ask the customer to try another card.",
    ],
    [
      "4000000000009995",
      "INSUFFICIENT_FUNDS",
      "The account has insufficient funds. Ask the customer to use another card.",
    ],
  ])("%s is declined with %s", async (number, error_code, error_message) => {
    expect(await paidWith(createBench(), number)).toMatchObject({ error_code, error_message });
  });
});

describe("the US bank accounts of Dodo's test data", () => {
  test.each([
    ["000123456789", "succeeded", ["payment.processing", "payment.succeeded"]],
    ["000222222227", "failed", ["payment.processing", "payment.failed"]],
    ["000555555559", "succeeded", ["payment.processing", "payment.succeeded", "dispute.opened"]],
    ["000000000009", "processing", ["payment.processing"]],
  ])("%s is processing, and then %s", async (number, status, types) => {
    const bench = createBench({ bank_debit_ms: 1000 });
    const payment = await paidWith(bench, number);
    expect(payment).toMatchObject({
      status: "processing",
      payment_method: "bank_debit",
      payment_method_type: "ach",
      card_last_four: null,
    });
    bench.clock.advance(1000);
    await bench.dodo.deliver();
    expect(typesOf(bench)).toEqual(types);
    const [listed] = (await bench.sdk.payments.list()).items;
    expect(listed).toMatchObject({
      status,
      payment_method: "bank_debit",
      payment_method_type: "ach",
    });
  });
});

describe("a number is recognised", () => {
  test.each([
    "4242 4242 4242 4242",
    "4242-4242-4242-4242",
    " 4242424242424242 ",
    "4242.4242.4242.4242",
  ])("as %j", async (number) => {
    expect(await paidWith(createBench(), number)).toMatchObject({ status: "succeeded" });
  });

  test.each([
    "",
    "4242",
    "4242424242424243",
    "42424242424242420",
    "4111111111111111",
    "378282246310005",
    "abc",
    "0",
  ])("and %j is not: nothing is paid", async (number) => {
    expect(await paidWith(createBench(), number)).toBeNull();
  });
});

/** The texts of the methods that a session's page offers by name. */
async function offered(more: Partial<CheckoutSessionCreateParams>): Promise<string[]> {
  const bench = createBench();
  const { text } = await visit(bench, `/session/${await openSession(bench.sdk, 5000, more)}`);
  return [...text.matchAll(/name="method"\s+value="(\d+)"/g)].map(([, number]) => number ?? "");
}

const cards = ["4242424242424242", "4000000000000002", "4000000000009995"];
const accounts = ["000000000009", "000123456789"];

describe("the page offers", () => {
  test.each([
    ["cards and bank accounts, if the session says nothing", {}, [...cards, ...accounts]],
    [
      "bank accounts to buyers in the United States",
      { billing_address: { country: "US" as const } },
      [...cards, ...accounts],
    ],
    ["cards alone to buyers elsewhere", { billing_address: { country: "DE" as const } }, cards],
    ["cards alone in other currencies", { billing_currency: "EUR" as const }, cards],
    [
      "cards if the session allows credit cards",
      { allowed_payment_method_types: ["credit" as const] },
      cards,
    ],
    [
      "cards if the session allows debit cards",
      { allowed_payment_method_types: ["debit" as const, "klarna" as const] },
      cards,
    ],
    [
      "bank accounts if the session allows nothing else",
      { allowed_payment_method_types: ["ach" as const] },
      accounts,
    ],
    [
      "both if the session allows both",
      { allowed_payment_method_types: ["ach" as const, "credit" as const] },
      [...cards, ...accounts],
    ],
  ])("%s", async (_, more, numbers) => {
    expect(await offered(more)).toEqual(numbers);
  });
});

describe("a number that the page does not offer is refused", () => {
  test.each([
    ["a bank account in euros", "000123456789", { billing_currency: "EUR" as const }],
    ["a bank account in Germany", "000123456789", { billing_address: { country: "DE" as const } }],
    [
      "a bank account where only cards are allowed",
      "000222222227",
      { allowed_payment_method_types: ["credit" as const] },
    ],
    [
      "a card where only bank accounts are allowed",
      "4242424242424242",
      { allowed_payment_method_types: ["ach" as const] },
    ],
  ])("%s", async (_, number, more) => {
    expect(await paidWith(createBench(), number, more)).toBeNull();
  });
});

test.each([
  [undefined, "credit"],
  [["credit"], "credit"],
  [["credit", "debit"], "credit"],
  [["debit"], "debit"],
  [["debit", "ach"], "debit"],
] as const)("where %j is allowed, a card is a %s card", async (allowed, payment_method_type) => {
  const more = allowed === undefined ? {} : { allowed_payment_method_types: [...allowed] };
  expect(await paidWith(createBench(), "4242424242424242", more)).toMatchObject({
    payment_method_type,
  });
});
