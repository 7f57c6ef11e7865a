import type { DiscountDetail } from "dodopayments/resources/discounts";
import type { CustomerLimitedDetails, Payment } from "dodopayments/resources/payments";
import type { CheckoutOrder } from "./api/checkout-order.ts";
import type { Charge } from "./charge.ts";
import { timestampOf } from "./clock.ts";
import { type Discount, discountDetail } from "./discount.ts";
import { DodoError, notFound, refused } from "./errors.ts";
import { newId } from "./ids.ts";
import type { Settings } from "./options.ts";
import {
  applyResult,
  buildPayment,
  type Failure,
  patchPayment,
  type PaymentResult,
} from "./payment.ts";
import { quoteOrder, type QuoteChoice } from "./quote.ts";
import type { Session, State } from "./state.ts";

/** What the buyer does on the page, and how it ends; amounts are in minor units of the product's currency. */
export interface PayOutcome {
  /** Default `succeeded`. */
  result?: PaymentResult;
  /** The currency the buyer pays in, at a fixed rate plus Dodo's fee; the settlement stays in USD. */
  currency?: string;
  /** The worth of a flat code nobody has set up; throws if the session does not allow codes. */
  discount?: number;
  /** Codes of `discounts`, after those of the session; throws if the session does not allow codes. */
  discount_codes?: readonly string[];
  /** The tax, instead of `tax_bps`. */
  tax?: number;
  /** What the buyer types where the session left the amount open. */
  amount?: number;
  /** Who the buyer says to be where the session named no customer. */
  customer?: { email: string; name?: string };
  /** Why a `failed` payment failed. Default Dodo's sample, `PROCESSING_ERROR`. */
  error?: Failure;
  /** How it is paid. Default the cards of Dodo's samples. */
  card_last_four?: string;
  payment_method_type?: "credit" | "debit" | "ach";
  /** Fields laid over the payment. */
  overrides?: Record<string, unknown>;
  /** No webhook event. */
  silent?: boolean;
}

/** Pays a session as a buyer would; throws a `DodoError` if the session is expired, consumed or unknown. */
export function paySession(
  state: State,
  settings: Settings,
  origin: string,
  session_id: string,
  outcome: PayOutcome,
): Payment {
  const { session, order } = payableSession(state, settings, session_id);
  if (
    (outcome.discount !== undefined || outcome.discount_codes !== undefined) &&
    !order.allow_discount_code
  ) {
    throw refused("INVALID_REQUEST_PARAMETERS", "the session does not allow discount codes");
  }
  const { charge, applied } = quoteOrder(
    order,
    buyerChoice(session, order, outcome),
    state,
    settings,
  );
  if (outcome.customer !== undefined)
    session.customer ??= customerOf(state, { name: "", phone_number: null, ...outcome.customer });
  const payment = startPayment(state, settings, session, order, charge);
  const discounts = applied.map(discountDetail);
  if (outcome.discount !== undefined) discounts.push(flatDetail(outcome.discount, payment));
  if (discounts.length > 0)
    Object.assign(payment, { discounts, discount_id: discounts[0]?.discount_id });
  applyResult(payment, outcome.result ?? "succeeded", charge, origin, outcome);
  patchPayment(payment, outcome.overrides ?? {});
  return payment;
}

/** Ends a payment that is still open; throws if it already ended. */
export function finishPayment(
  state: State,
  settings: Settings,
  origin: string,
  payment_id: string,
  result: PaymentResult,
): Payment {
  const payment = findPayment(state, payment_id);
  if (
    payment.status === "succeeded" ||
    payment.status === "failed" ||
    payment.status === "cancelled"
  ) {
    throw new DodoError(
      409,
      "PAYMENT_ALREADY_FINISHED",
      `payment ${payment_id} is already ${payment.status}`,
    );
  }
  applyResult(payment, result, state.charges.get(payment_id), origin);
  payment.updated_at = timestampOf(settings.clock.now());
  return payment;
}

/** The payment with this id; throws NOT_FOUND. */
export function findPayment(state: State, payment_id: string): Payment {
  const payment = state.payments.get(payment_id);
  if (payment === undefined) throw notFound(`payment ${payment_id}`);
  return payment;
}

/** The session with this id; throws NOT_FOUND. */
export function findSession(state: State, session_id: string): Session {
  const session = state.sessions.get(session_id);
  if (session === undefined) throw notFound(`checkout session ${session_id}`);
  return session;
}

/** The session if the buyer can still pay it; throws what the page would say. */
export function payableSession(
  state: State,
  settings: Settings,
  session_id: string,
): { session: Session; order: CheckoutOrder } {
  const session = findSession(state, session_id);
  const { order } = session;
  if (settings.clock.now() >= session.expires_at)
    throw new DodoError(410, "CHECKOUT_SESSION_EXPIRED", "this checkout session has expired");
  if (settings.payments_per_session === "one" && isConsumed(state, session)) {
    throw refused("CHECKOUT_SESSION_CONSUMED", "this checkout session was already used");
  }
  if (order === null)
    throw new DodoError(
      409,
      "CHECKOUT_SESSION_WITHOUT_CART",
      "this checkout session was put there without a cart",
    );
  return { session, order };
}

function isConsumed(state: State, session: Session): boolean {
  const status =
    session.payment_status ??
    (session.payment_id === null ? null : state.payments.get(session.payment_id)?.status);
  return status === "succeeded" || status === "processing";
}

function startPayment(
  state: State,
  settings: Settings,
  session: Session,
  order: CheckoutOrder,
  charge: Charge,
): Payment {
  const payment_id = paymentIdFor(state, settings, session);
  const before = state.payments.get(payment_id);
  const now = settings.clock.now();
  const recurring = order.lines.some(
    (line) => state.products.get(line.product_id)?.is_recurring === true,
  );
  const payment = buildPayment({
    payment_id,
    business_id: settings.business_id,
    now,
    session_id: session.session_id,
    checkout_url: session.checkout_url,
    customer:
      session.customer ??
      customerOf(state, { email: "buyer@example.com", name: "Test Buyer", phone_number: null }),
    metadata: order.metadata,
    product_cart: recurring
      ? null
      : order.lines.map(({ product_id, quantity }) => ({ product_id, quantity })),
    subscription_id: recurring ? newId("sub") : null,
    charge,
  });
  if (order.billing_country !== null)
    Object.assign(payment.billing, {
      country: order.billing_country,
      state: null,
      city: null,
      street: null,
    });
  if (before !== undefined)
    Object.assign(payment, { created_at: before.created_at, updated_at: timestampOf(now) });
  state.payments.set(payment_id, payment);
  state.charges.set(payment.payment_id, charge);
  session.payment_id = payment.payment_id;
  session.payment_status = null;
  session.customer = payment.customer;
  return payment;
}

function paymentIdFor(state: State, settings: Settings, session: Session): string {
  const before = session.payment_id === null ? undefined : state.payments.get(session.payment_id);
  const again = before?.status === "failed" && settings.payment_id_after_decline === "same";
  return again ? before.payment_id : newId("pay");
}

/** The customer with this e-mail, made if need be, as Dodo reuses customers. */
export function customerOf(
  state: State,
  given: NonNullable<CheckoutOrder["customer"]>,
): CustomerLimitedDetails {
  if ("customer_id" in given) {
    const known = [...state.customers.values()].find(
      (customer) => customer.customer_id === given.customer_id,
    );
    return (
      known ?? {
        customer_id: given.customer_id,
        email: "buyer@example.com",
        name: "Test Buyer",
        phone_number: null,
        metadata: {},
      }
    );
  }
  const known = state.customers.get(given.email);
  if (known !== undefined) return known;
  const customer: CustomerLimitedDetails = { customer_id: newId("cus"), ...given, metadata: {} };
  state.customers.set(given.email, customer);
  return customer;
}

function buyerChoice(session: Session, order: CheckoutOrder, outcome: PayOutcome): QuoteChoice {
  const { currency, discount, tax, amount = session.amount ?? undefined } = outcome;
  return {
    currency,
    discount,
    tax,
    amount,
    codes: [...order.discount_codes, ...session.codes, ...(outcome.discount_codes ?? [])],
  };
}

/** The entry of `payment.discounts` for a flat code nobody has set up. */
function flatDetail(amount: number, { business_id, created_at }: Payment): DiscountDetail {
  const discount: Discount = {
    code: "EMULATED",
    type: "flat",
    amount,
    business_id,
    created_at,
    discount_id: newId("dsc"),
    times_used: 1,
  };
  return discountDetail({ discount, amount }, 0);
}
