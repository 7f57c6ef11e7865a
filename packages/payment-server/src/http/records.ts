/** The JSON records in answers: payments, events and payment methods. */
import type { Payment } from "../core/payment.ts";
import { isProcessing } from "../core/provider-status.ts";
import type { BuyerStage } from "../core/buyer-stage.ts";
import { retryAfterMs, type PresentedPayment } from "../core/presented-payment.ts";
import type { PaymentEvent } from "../core/storage-records.ts";

/**
 * A payment as its owner and administrators see it. An id or a `checkout_url` that is not known yet
 * is `""`; amounts are in US cents, net of tax; times are ISO 8601 in UTC.
 */
export interface WirePayment {
  payment_id: string;
  provider: string;
  topup_id: string;
  user_id: string;
  provider_session_id: string;
  provider_payment_id: string;
  provider_order_id: string;
  credits: number;
  amount_minor: number;
  currency: string;
  status: Payment["status"];
  hold_reason: Payment["hold_reason"];
  provider_status: string | null;
  /**
   * Whether the buyer has paid and the money is still being processed, which takes days for a bank
   * debit. The buyer must not pay again meanwhile.
   */
  on_its_way: boolean;
  /** The amount that was received; `null` until the provider has reported it. */
  net_minor: number | null;
  /**
   * How much of `net_minor`, or of `amount_minor` if that is `null`, was refunded or lost in a
   * dispute.
   */
  refunded_minor: number;
  /** Whether the payment was ever recorded as disputed. It stays `true` if the dispute is won. */
  disputed: boolean;
  /** The address of the provider's invoice; `null` until it is known. */
  invoice_url: string | null;
  environment: Payment["environment"];
  checkout_url: string;
  /** The metadata of the checkout as JSON: the ids, the credits and the price, all as text. */
  metadata_json: string;
  created_at: string;
  updated_at: string;
}

/**
 * Returns the fields of a stored payment that responses have. `ref` is not one of them, because
 * whoever knows it can open the result page.
 */
export function wirePayment(payment: Payment): WirePayment {
  const { payment_id, topup_id, user_id, credits, amount_minor } = payment;
  return {
    payment_id,
    provider: payment.provider,
    topup_id,
    user_id,
    provider_session_id: payment.provider_session_id ?? "",
    provider_payment_id: payment.provider_payment_id ?? "",
    provider_order_id: payment.provider_order_id ?? "",
    credits,
    amount_minor,
    currency: payment.currency,
    status: payment.status,
    hold_reason: payment.hold_reason,
    provider_status: payment.provider_status,
    on_its_way: isProcessing(payment),
    net_minor: payment.net_minor,
    refunded_minor: payment.refunded_minor,
    disputed: payment.disputed,
    invoice_url: payment.invoice_url,
    environment: payment.environment,
    checkout_url: payment.checkout_url ?? "",
    metadata_json: JSON.stringify({
      payment_id,
      topup_id,
      user_id,
      credits: String(credits),
      usd_cents: String(amount_minor),
    }),
    created_at: new Date(payment.created_at).toISOString(),
    updated_at: new Date(payment.updated_at).toISOString(),
  };
}

/** An event as administrators see it; times are ISO 8601 in UTC. */
export interface WireEvent extends Omit<PaymentEvent, "created_at" | "updated_at"> {
  created_at: string;
  updated_at: string;
}

/** Returns a stored event in the form that responses have. */
export function wireEvent(event: PaymentEvent): WireEvent {
  return {
    ...event,
    created_at: new Date(event.created_at).toISOString(),
    updated_at: new Date(event.updated_at).toISOString(),
  };
}

/** A way to pay, as `GET methods` lists it. */
export interface WireMethod {
  id: string;
  type: "checkout";
  enabled: boolean;
  label: string;
  /** The `id` of the service, for clients that use several services. */
  service: string;
  action: "checkout/create";
  requires_user: true;
  /** The currency of the prices, in lower case, such as `usd`. */
  currency: string;
  /** Why the method is not enabled: `not_configured`, or the message of a configuration error. */
  reason?: string;
  /** Set in test mode, where no real money is taken. */
  test_mode?: true;
}

/** The answer of `POST checkout/create`. The buyer's browser goes to `checkout_url`. */
export interface WireCheckout {
  payment_id: string;
  provider: string;
  topup_id: string;
  provider_session_id: string;
  provider_payment_id: string;
  provider_order_id: string;
  checkout_url: string;
  status: Payment["status"];
  /**
   * The address of the payment's result page. With `Accept: application/json` it answers a {@link
   * WireStatus}.
   */
  status_url: string;
}

/**
 * Builds the answer of `POST checkout/create`. `status_url` is the address of the payment's result
 * page.
 */
export function wireCheckout(payment: Payment, status_url: string): WireCheckout {
  const {
    payment_id,
    provider,
    topup_id,
    provider_session_id,
    provider_payment_id,
    provider_order_id,
    checkout_url,
    status,
  } = wirePayment(payment);
  return {
    payment_id,
    provider,
    topup_id,
    provider_session_id,
    provider_payment_id,
    provider_order_id,
    checkout_url,
    status,
    status_url,
  };
}

/**
 * The state of a payment for anyone who has the link to its result page. It therefore has no fields
 * with ids of the provider or of the user. The only exception is `invoice_url`, which contains the
 * provider's payment id once the payment is paid.
 */
export interface WireStatus {
  payment_id: string;
  topup_id: string;
  status: Payment["status"];
  /**
   * The stage that is shown to the buyer. While the status is `pending`, there are three stages.
   * `unpaid`: the provider has just been queried and knows of no money. `confirming`: money may be
   * on its way, usually for seconds. `bank`: the buyer has paid and the money is still being
   * processed, for days with a bank debit. For any other status, the stage is the status.
   */
  stage: BuyerStage;
  /** Whether the buyer has paid and the money is still being processed. */
  on_its_way: boolean;
  /**
   * The credits that the buyer gets; 0 if the host has given the topup to another user, who gets
   * them.
   */
  credits: number;
  amount_minor: number;
  currency: string;
  /** The address that the result page links back to; `null` if the checkout has none. */
  return_to: string | null;
  /**
   * The address of the provider's invoice, once the payment is paid; `null` until then, and if
   * there is no address to show.
   */
  invoice_url: string | null;
  /**
   * How long to wait before the next poll, in milliseconds. `null` if the payment need not be
   * polled, because it is settled or has ended.
   */
  retry_after_ms: number | null;
}

/**
 * Builds the answer of a result page to `Accept: application/json`. `now` is in Unix milliseconds.
 */
export function wireStatus({ payment, stage }: PresentedPayment, now: number): WireStatus {
  const { payment_id, topup_id, status, credits, amount_minor, currency, return_to } = payment;
  return {
    payment_id,
    topup_id,
    status,
    stage,
    on_its_way: isProcessing(payment),
    credits,
    amount_minor,
    currency,
    return_to,
    invoice_url: stage === "paid" ? payment.invoice_url : null,
    retry_after_ms: retryAfterMs(payment, now),
  };
}
