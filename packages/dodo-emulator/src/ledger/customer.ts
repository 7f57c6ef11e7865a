import type { Customer } from "dodopayments/resources/customers/customers";
import type { CustomerLimitedDetails } from "dodopayments/resources/payments";
import { timestampOf } from "../clock.ts";
import { newId } from "../ids.ts";
import type { CheckoutOrder } from "../money/order.ts";
import type { Account } from "./account.ts";
import type { State } from "./state.ts";

/** The details of a customer if no others are known. */
export const sample_buyer: { email: string; name: string; phone_number: null } = {
  email: "buyer@example.com",
  name: "Test Buyer",
  phone_number: null,
};

/** The values that a customer is created from. */
export interface CustomerSeed {
  email: string;
  name: string;
  phone_number: string | null;
  metadata?: Customer["metadata"];
}

/**
 * Returns the customer that an order or a buyer gives. A `customer_id` selects the customer with
 * this id. If the id is unknown, sample details with this id are returned. An e-mail address
 * selects the customer with this address, as at Dodo. If no customer has this address, a new one is
 * added.
 */
export function customerOf(
  account: Account,
  given: NonNullable<CheckoutOrder["customer"]>,
): CustomerLimitedDetails {
  const { state } = account;
  if ("customer_id" in given) {
    const found = state.customers.get(given.customer_id);
    if (found !== undefined) return detailsOf(found);
    return { customer_id: given.customer_id, ...sample_buyer, metadata: {} };
  }
  const known = state.customers.get(state.customer_ids.get(given.email) ?? "");
  return detailsOf(known ?? addCustomer(account, given));
}

/** Stores a new customer. Orders with the same e-mail address then use this customer. */
export function addCustomer({ state, settings }: Account, seed: CustomerSeed): Customer {
  const now = settings.clock.now();
  const customer: Customer = {
    customer_id: newId("cus", now),
    business_id: settings.business_id,
    created_at: timestampOf(now),
    email: seed.email,
    name: seed.name,
    phone_number: seed.phone_number,
    metadata: seed.metadata ?? {},
    blocked_at: null,
    blocklist_entry_id: null,
  };
  putCustomer(state, customer);
  return customer;
}

/** Adds or replaces a customer. Orders with the same e-mail address then use this customer. */
export function putCustomer(state: State, customer: Customer): void {
  state.customers.set(customer.customer_id, customer);
  state.customer_ids.set(customer.email, customer.customer_id);
}

/** Returns the part of a customer that payments and refunds contain. */
function detailsOf({
  customer_id,
  email,
  name,
  phone_number = null,
  metadata = {},
}: Customer): CustomerLimitedDetails {
  return { customer_id, email, name, phone_number, metadata };
}
