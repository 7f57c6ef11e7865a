import type { Dispute } from "dodopayments/resources/disputes";
import type { Customer } from "dodopayments/resources/customers/customers";
import type { Payment } from "dodopayments/resources/payments";
import type { Product } from "dodopayments/resources/products/products";
import type { Refund } from "dodopayments/resources/refunds";
import type { Charge } from "../money/charge.ts";
import type { Discount } from "../money/discount.ts";
import { enable, type Endpoint } from "./endpoint.ts";
import type { PaidWith } from "./paid-with.ts";
import type { Session } from "./session.ts";

/** A session of the customer portal. */
export interface PortalSession {
  customer_id: string;
  return_url: string | null;
}

/** All records of the emulated account. Map keys are ids unless a comment says otherwise. */
export interface State {
  products: Map<string, Product>;
  sessions: Map<string, Session>;
  /** Session ids by their last 8 characters, which are the path of the session's `payment_link`. */
  links: Map<string, string>;
  payments: Map<string, Payment>;
  /** The amounts of each payment by payment id. Payments that `putPayment()` added have none. */
  charges: Map<string, Charge>;
  /** The method that was given for each payment, and the error if it fails, by payment id. */
  paid_with: Map<string, PaidWith>;
  /** The prices of the cart lines at the time of each payment, by payment id. */
  line_prices: Map<string, readonly number[]>;
  /**
   * The ids of payments that were declined and may wait for another card until their session
   * expires. Some of these payments may have succeeded since.
   */
  declined: Set<string>;
  refunds: Map<string, Refund>;
  /**
   * The amount refunded of each item, by refund id and item id. Refunds without items are left out.
   */
  refunded_items: Map<string, Map<string, number>>;
  disputes: Map<string, Dispute>;
  /** Discounts by their code in upper case. */
  discounts: Map<string, Discount>;
  /** Webhook endpoints. The first one is that of the option `webhook_url`. */
  endpoints: Map<string, Endpoint>;
  customers: Map<string, Customer>;
  /**
   * For each e-mail address, the id of the customer with that address who was last added or
   * changed.
   */
  customer_ids: Map<string, string>;
  /** The sessions of the customer portal, by the token in their link. */
  portals: Map<string, PortalSession>;
}

/** Creates the empty state of a new account. */
export function createState(): State {
  return {
    products: new Map(),
    sessions: new Map(),
    links: new Map(),
    payments: new Map(),
    charges: new Map(),
    paid_with: new Map(),
    line_prices: new Map(),
    declined: new Set(),
    refunds: new Map(),
    refunded_items: new Map(),
    disputes: new Map(),
    discounts: new Map(),
    endpoints: new Map(),
    customers: new Map(),
    customer_ids: new Map(),
    portals: new Map(),
  };
}

/**
 * Removes everything except products, discount codes and the endpoint of `webhook_url`. Sets the
 * use counts of the codes to 0 and enables that endpoint.
 */
export function clearState(state: State): void {
  const { products: _products, discounts, endpoints, ...rest } = state;
  for (const records of Object.values(rest)) records.clear();
  for (const discount of discounts.values()) discount.times_used = 0;
  for (const endpoint of endpoints.values())
    if (endpoint.configured) enable(endpoint);
    else endpoints.delete(endpoint.id);
}
