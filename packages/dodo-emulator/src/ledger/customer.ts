import type { CustomerLimitedDetails } from "dodopayments/resources/payments";
import { newId } from "../ids.ts";
import type { CheckoutOrder } from "../money/order.ts";
import type { State } from "./state.ts";

/** The customer of a payment if neither the order nor the buyer gave one. */
export const sample_buyer: { email: string; name: string; phone_number: null } = {
  email: "buyer@example.com",
  name: "Test Buyer",
  phone_number: null,
};

/**
 * Returns the customer of an order. As in Dodo, an e-mail address that already has a customer is
 * reused, and a new customer is created only for a new address.
 */
export function customerOf(
  state: State,
  given: NonNullable<CheckoutOrder["customer"]>,
  now: number,
): CustomerLimitedDetails {
  if ("customer_id" in given) return customerById(state, given.customer_id);
  const known = state.customers.get(given.email);
  if (known !== undefined) return known;
  const customer: CustomerLimitedDetails = {
    customer_id: newId("cus", now),
    ...given,
    metadata: {},
  };
  state.customers.set(given.email, customer);
  return customer;
}

/** Returns the customer with an id. If there is none, returns the sample buyer with that id. */
function customerById(state: State, customer_id: string): CustomerLimitedDetails {
  for (const customer of state.customers.values())
    if (customer.customer_id === customer_id) return customer;
  return { customer_id, ...sample_buyer, metadata: {} };
}
