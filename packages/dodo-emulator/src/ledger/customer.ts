import type { CustomerLimitedDetails } from "dodopayments/resources/payments";
import { newId } from "../ids.ts";
import type { CheckoutOrder } from "../money/order.ts";
import type { State } from "./state.ts";

/** Who pays if neither the session nor the buyer named a customer. */
export const sample_buyer: { email: string; name: string; phone_number: null } = {
  email: "buyer@example.com",
  name: "Test Buyer",
  phone_number: null,
};

/**
 * Returns the customer that an order names. Dodo reuses the customer with the same e-mail address,
 * so this creates one only for a new address.
 */
export function customerOf(
  state: State,
  given: NonNullable<CheckoutOrder["customer"]>,
): CustomerLimitedDetails {
  if ("customer_id" in given) return customerById(state, given.customer_id);
  const known = state.customers.get(given.email);
  if (known !== undefined) return known;
  const customer: CustomerLimitedDetails = { customer_id: newId("cus"), ...given, metadata: {} };
  state.customers.set(given.email, customer);
  return customer;
}

/** An unknown id is accepted, so that a test may name a customer that it never created. */
function customerById(state: State, customer_id: string): CustomerLimitedDetails {
  for (const customer of state.customers.values())
    if (customer.customer_id === customer_id) return customer;
  return { customer_id, ...sample_buyer, metadata: {} };
}
