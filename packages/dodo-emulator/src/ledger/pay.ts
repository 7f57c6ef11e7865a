import type { DiscountDetail } from "dodopayments/resources/discounts";
import type { Payment } from "dodopayments/resources/payments";
import { refused } from "../errors.ts";
import { newId } from "../ids.ts";
import { type AppliedDiscount, discountDetail } from "../money/discount.ts";
import { linePrices } from "../money/line-price.ts";
import { type Quote, quoteOrder, type QuoteChoice } from "../money/quote.ts";
import type { Failure } from "../money/failures.ts";
import { type Account, pricingOf } from "./account.ts";
import { customerOf, sample_buyer } from "./customer.ts";
import { isDeclined } from "./declined.ts";
import { buildPayment, patchPayment } from "./payment.ts";
import { applyResult, type PaymentResult } from "./payment-result.ts";
import { type PayableSession, payableSession } from "./payable-session.ts";
import { paymentLink, type Session } from "./session.ts";

/**
 * What the buyer does on the checkout page and how the payment ends. Amounts are in minor units of
 * the product's currency.
 */
export interface PayOutcome {
  /**
   * The result and status of the payment. Default `succeeded`. After `failed`, the status is
   * `requires_payment_method`, unless the option `status_after_decline` or
   * `payment_id_after_decline` changes that.
   */
  result?: PaymentResult;
  /**
   * The currency to pay in. Default the session's `billing_currency`, or else the product's
   * currency. The rate is fixed. Dodo's fee is added if the option `adaptive_currency_fees` is
   * `exclusive`. The settlement is always in USD.
   */
  currency?: string;
  /** A flat discount without a code. It is refused if the session allows no discount codes. */
  discount?: number;
  /**
   * Discount codes that the buyer enters. They are applied after the codes of the session, and
   * refused if the session does not allow discount codes.
   */
  discount_codes?: readonly string[];
  /** The amount of tax, in place of the one computed from `tax_bps`. */
  tax?: number;
  /** The amount that the buyer chooses, if the session left the amount open. */
  amount?: number;
  /** The buyer's details, which are used if the session has no customer. */
  customer?: { email: string; name?: string };
  /** Why a `failed` payment failed. Default `PROCESSING_ERROR`, as in Dodo's sample. */
  error?: Failure;
  /** The last four digits of the card. Default `4242` on success and `0119` on failure. */
  card_last_four?: string;
  /** The type of the payment method. Default `credit`. */
  payment_method_type?: "credit" | "debit" | "ach";
  /** Fields of the payment to replace with other values; `undefined` removes a field. */
  overrides?: Record<string, unknown>;
  /** Whether to send no webhook event. Default false. */
  silent?: boolean;
}

/**
 * Pays a session as a buyer would. Throws a `DodoError` if the session cannot be paid (see
 * `payableSession`) or does not permit the outcome.
 */
export function paySession(account: Account, session_id: string, outcome: PayOutcome): Payment {
  const payable = payableSession(account, session_id);
  const { session, order } = payable;
  const codes_used = outcome.discount !== undefined || outcome.discount_codes !== undefined;
  if (codes_used && !order.allow_discount_code)
    throw refused("INVALID_REQUEST_PARAMETERS", "the session does not allow discount codes");
  const choice = buyerChoice(payable, outcome);
  const quote = quoteOrder(order, choice, pricingOf(account), account.settings.clock.now());
  if (outcome.customer !== undefined)
    session.customer ??= customerOf(account, {
      name: "",
      phone_number: null,
      ...outcome.customer,
    });
  const payment = startPayment(account, payable, quote);
  account.state.line_prices.set(
    payment.payment_id,
    linePrices(order, pricingOf(account), choice.amount),
  );
  noteDiscounts(payment, quote.applied, outcome.discount);
  applyResult(account, payment, outcome.result ?? "succeeded", outcome);
  if (payment.status === "failed") noteDecline(account, payment);
  patchPayment(payment, outcome.overrides ?? {});
  return payment;
}

/**
 * Lets a declined payment wait for another card, unless the options give the next payment a new id
 * or set the status after a decline to `failed`.
 *
 * @see https://docs.dodopayments.com/developer-resources/handle-payment-failures (August 2026)
 */
function noteDecline({ state, settings }: Account, payment: Payment): void {
  const { payment_id_after_decline, status_after_decline } = settings;
  if (payment_id_after_decline === "new" || status_after_decline === "failed") return;
  payment.status = "requires_payment_method";
  state.declined.add(payment.payment_id);
}

function buyerChoice({ session, order }: PayableSession, outcome: PayOutcome): QuoteChoice {
  const { currency, discount, tax, amount = session.amount ?? undefined } = outcome;
  return {
    currency,
    discount,
    tax,
    amount,
    codes: [...order.discount_codes, ...session.codes, ...(outcome.discount_codes ?? [])],
  };
}

/**
 * Stores a payment that is processing, and sets it as the newest payment of its session. If a
 * declined payment has the same id, the new payment replaces it.
 */
function startPayment(
  account: Account,
  { session, order }: PayableSession,
  { charge }: Quote,
): Payment {
  const { state, settings } = account;
  const payment_id = paymentIdFor(account, session);
  const declined = state.payments.get(payment_id);
  const now = settings.clock.now();
  const payment = buildPayment({
    payment_id,
    business_id: settings.business_id,
    now,
    session_id: session.session_id,
    payment_link: paymentLink(session),
    customer: session.customer ?? customerOf(account, sample_buyer),
    metadata: order.metadata,
    ...cartOrSubscription(account, order.lines, now),
    charge,
  });
  if (order.billing_country !== null) setCountry(payment, order.billing_country);
  if (declined !== undefined) payment.created_at = declined.created_at;
  state.payments.set(payment_id, payment);
  state.charges.set(payment_id, charge);
  session.payment_id = payment_id;
  session.payment_status = null;
  session.customer = payment.customer;
  return payment;
}

/**
 * Returns a new payment id, or the id of the session's declined payment if the option
 * `payment_id_after_decline` is `same`.
 */
function paymentIdFor({ state, settings }: Account, session: Session): string {
  const last = state.payments.get(session.payment_id ?? "");
  const same = settings.payment_id_after_decline === "same";
  if (same && last !== undefined && isDeclined(last)) return last.payment_id;
  return newId("pay", settings.clock.now());
}

/** Returns the cart of a payment, or a subscription id instead if a product is recurring. */
function cartOrSubscription(
  { state }: Account,
  lines: PayableSession["order"]["lines"],
  now: number,
): { product_cart: Payment["product_cart"]; subscription_id: string | null } {
  const recurring = lines.some(({ product_id }) => state.products.get(product_id)?.is_recurring);
  if (recurring) return { product_cart: null, subscription_id: newId("sub", now) };
  const product_cart = lines.map(({ product_id, quantity }) => ({ product_id, quantity }));
  return { product_cart, subscription_id: null };
}

/**
 * Sets the billing country and clears state, city and street, because the sample address is in New
 * York.
 */
function setCountry(payment: Payment, country: string): void {
  Object.assign(payment.billing, { country, state: null, city: null, street: null });
}

function noteDiscounts(payment: Payment, applied: AppliedDiscount[], flat?: number): void {
  const discounts = applied.map(discountDetail);
  if (flat !== undefined) discounts.push(flatDetail(flat, payment, discounts.length));
  if (discounts.length > 0)
    Object.assign(payment, { discounts, discount_id: discounts[0]?.discount_id });
}

/** Returns the entry of `payment.discounts` for a flat discount that has no code. */
function flatDetail(
  amount: number,
  { business_id, created_at }: Payment,
  position: number,
): DiscountDetail {
  const discount = {
    code: "EMULATED",
    type: "flat" as const,
    amount,
    business_id,
    created_at,
    discount_id: newId("dsc", Date.parse(created_at)),
    times_used: 1,
  };
  return discountDetail({ discount, amount }, position);
}
