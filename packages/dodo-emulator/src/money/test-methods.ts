import { type Failure, failureOf } from "./failures.ts";
import type { CheckoutOrder } from "./order.ts";

/**
 * How a payment by bank debit ends. `disputed` succeeds and is disputed at the same time; `never`
 * stays processing.
 */
export type DebitOutcome = "succeeded" | "failed" | "disputed" | "never";

/**
 * The outcome of a payment with a test number.
 *
 * @see https://docs.dodopayments.com/miscellaneous/testing-process
 */
export type TestOutcome =
  | { result: "succeeded" }
  | { result: "failed"; error: Failure }
  | { debit: DebitOutcome };

/** A card or bank account number of Dodo's test data. */
export interface TestMethod {
  number: string;
  kind: "card" | "bank";
  brand: string;
  outcome: TestOutcome;
}

const declined = failureOf("GENERIC_DECLINE");
const no_funds = failureOf("INSUFFICIENT_FUNDS");

const card = (brand: string, number: string, error?: Failure): TestMethod => ({
  number,
  kind: "card",
  brand,
  outcome: error === undefined ? { result: "succeeded" } : { result: "failed", error },
});
const bank = (number: string, debit: DebitOutcome): TestMethod => ({
  number,
  kind: "bank",
  brand: "ACH",
  outcome: { debit },
});

/**
 * The test numbers that can be typed on the checkout page. Of the first five, the page lists those
 * that the order and the currency allow.
 */
export const test_methods: readonly TestMethod[] = [
  card("Visa", "4242424242424242"),
  card("Visa", "4000000000000002", declined),
  card("Visa", "4000000000009995", no_funds),
  bank("000000000009", "never"),
  bank("000123456789", "succeeded"),
  card("Mastercard", "5555555555554444"),
  card("Visa", "4576238912771450"),
  card("Mastercard", "5409162669381034"),
  card("Visa", "4706131211212123", declined),
  card("Mastercard", "5105105105105100", declined),
  // Dodo declines this card only on a renewal. The emulator has no renewals, so the card succeeds.
  card("Visa", "4000000000000341"),
  bank("000222222227", "failed"),
  bank("000555555559", "disputed"),
];

/** Returns the methods that the checkout page lists for an order that is paid in a currency. */
export function offeredMethods(order: CheckoutOrder, currency: string): readonly TestMethod[] {
  return test_methods.slice(0, 5).filter((method) => isAllowed(method, order, currency));
}

/**
 * Returns the test method with the given card or account number. Returns `undefined` if there is no
 * such number, or if the order or the currency does not allow the method. Every character of the
 * number that is not a digit is ignored.
 */
export function findMethod(
  number: string,
  order: CheckoutOrder,
  currency: string,
): TestMethod | undefined {
  const digits = number.replace(/\D/g, "");
  return test_methods.find(
    (method) => method.number === digits && isAllowed(method, order, currency),
  );
}

/** Returns the type of a card payment: `debit` only if the order does not allow `credit`. */
export function cardType({ payment_methods }: CheckoutOrder): "credit" | "debit" {
  return payment_methods === null || payment_methods.includes("credit") ? "credit" : "debit";
}

// Returns whether an order allows a method. Dodo takes bank debits only in the US and in USD.
function isAllowed(
  { kind }: TestMethod,
  { payment_methods, billing_country }: CheckoutOrder,
  currency: string,
): boolean {
  if (kind === "card")
    return (
      payment_methods === null ||
      payment_methods.includes("credit") ||
      payment_methods.includes("debit")
    );
  return (
    currency === "USD" &&
    (billing_country ?? "US") === "US" &&
    (payment_methods === null || payment_methods.includes("ach"))
  );
}
