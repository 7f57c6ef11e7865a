import type { Logger } from "./logger.ts";
import type { Topup } from "./host.ts";
import type { DisputeStatus, Environment, Payment } from "./payment.ts";
import type { Report, ReportStatus, Reversal } from "./report.ts";

/** One entry in the list of payment methods. */
export interface MethodState {
  enabled: boolean;
  label: string;
  /** The currency in lower case, for display. */
  currency: string;
  reason: "not_configured" | null;
  test_mode: boolean;
}

/** The request to create the checkout of one payment. */
export interface CheckoutRequest {
  payment: Payment;
  topup: Topup;
  return_url: string;
  cancel_url: string;
  signal: AbortSignal;
}

/**
 * A checkout that can be paid. `tax_inclusive` says whether the price of its product includes tax.
 * The object must have exactly these fields, since all of its fields are copied onto the payment.
 */
export interface OpenedCheckout {
  provider_session_id: string;
  checkout_url: string;
  tax_inclusive: boolean;
  business_id: string | null;
  /** When the checkout expires, in Unix milliseconds. */
  expires_at: number;
}

/**
 * The state of a checkout session. `known` is `false` if the provider has no such session. `status`
 * is the status of the session's payment: `null` if there is no payment yet, and `"unknown"` if we
 * do not know the status. A session can contain a status without a payment id.
 */
export type SessionState =
  | { known: false }
  | { known: true; provider_payment_id: string | null; status: ReportStatus | null };

/**
 * A recent payment in the provider's list. It may be ours, because its metadata contain a topup id,
 * or a payment id in our format.
 */
export interface RecentPayment {
  provider_payment_id: string;
  /**
   * The payment id in the metadata; `null` if there is none, for example because another service
   * created the payment.
   */
  our_payment_id: string | null;
  /**
   * The topup id in the metadata, at most 500 characters; `null` if there is none. The id is shown
   * to administrators. The topup with this id is also read to find out whether the topup was
   * credited, but nothing is credited because of this id.
   */
  our_topup_id: string | null;
  succeeded: boolean;
  refunded: "none" | "partial" | "full";
  /** The state of the payment's disputes, as far as the list shows it; `null` if it shows none. */
  dispute_status: DisputeStatus | null;
  /**
   * When the payment was created, in Unix milliseconds; `null` if the provider did not send that.
   */
  created_at: number | null;
}

/**
 * The time window in which the listed payments were created, in Unix milliseconds. Both ends are
 * included.
 */
export interface RecentWindow {
  since: number;
  until: number;
}

/**
 * One page of recent payments. `ours` holds the payments of the page that may be ours, at most 200.
 * `last` is `true` if no further page has to be read. If `last` is `false`, the next page may still
 * be empty.
 */
export interface RecentPage {
  ours: readonly RecentPayment[];
  last: boolean;
}

/** A webhook delivery after its body was read. It may be signed or unsigned. */
export interface Delivery {
  /** Whether the signature was verified over the raw bytes; `false` if no key is configured. */
  signed: boolean;
  /**
   * `<provider>:` and the id of the event. Redeliveries have the same id. The whole text has at
   * most 200 characters: letters, digits and `_.:-`.
   */
  event_id: string;
  type: string;
  /** What the body of the delivery describes. `reversal` is a refund or a dispute. */
  subject: "payment" | "reversal" | "other";
  provider_payment_id: string | null;
  provider_session_id: string | null;
  our_payment_id: string | null;
  /**
   * The topup id in the metadata, no matter which service created the payment. It has at most 500
   * characters and no control characters.
   */
  our_topup_id: string | null;
  /**
   * The time at which the event occurred, in Unix milliseconds. If this time is not known, the time
   * at which the delivery was sent replaces it; `null` if neither time is known.
   */
  occurred_at: number | null;
  /**
   * The delivery's body as a report; `null` if the body does not describe a payment with a valid
   * id.
   */
  report: Report | null;
  /** The refund or dispute that the body describes; `null` for any other subject. */
  reversal: Reversal | null;
  /**
   * The allow-listed part of the delivery's body, as JSON. A replay of the event reads the
   * provider's payment id from `data.payment_id` in this JSON.
   */
  payload_json: string;
}

/**
 * One result of a check. `error`: something does not work, for example money is not taken or not
 * credited. `warning`: something needs attention. `note`: nothing is wrong.
 */
export interface Finding {
  level: "error" | "warning" | "note";
  code: string;
  message: string;
}

/**
 * A payment provider. `providerSuite` of the `testing` entry tests an implementation. The methods
 * throw `PaymentError` with the codes that are named at each method, and with these codes:
 * `provider_unavailable` (try again later), `provider_rejected` (request refused),
 * `provider_invalid` (malformed answer), `configuration` (wrong setting) and `host_unavailable` (a
 * function among the provider's options has failed).
 */
export interface PaymentProvider {
  readonly id: string;
  readonly environment: Environment;
  /** Whether a signing key is configured, so that deliveries are verified and stored. */
  readonly verifies_deliveries: boolean;
  /** Returns the provider's entry in the list of payment methods. */
  method(): MethodState;
  /**
   * Returns the id of the provider's product with which this topup is sold. The id is stored before
   * the checkout is created, since the money may arrive before the session is stored. Throws
   * `method_disabled` if no product is configured for the topup, and `invalid_topup` if the
   * provider cannot sell the topup.
   */
  productOf(topup: Topup): string;
  /**
   * Checks the product `payment.product_id`, then creates a checkout for it with one POST. Throws
   * `product_mismatch` if the product does not exist or cannot be sold at the payment's price.
   */
  openCheckout(request: CheckoutRequest): Promise<OpenedCheckout>;
  /**
   * Reads a session. If the session has several payments and one of them was paid, the state
   * contains that one.
   */
  readSession(provider_session_id: string, signal: AbortSignal): Promise<SessionState>;
  /** Returns the report on a payment, or `null` if the provider has no such payment. */
  readPayment(provider_payment_id: string, signal: AbortSignal): Promise<Report | null>;
  /** Returns whether the product's price includes tax; `null` if the product no longer exists. */
  readTaxInclusive(product_id: string, signal: AbortSignal): Promise<boolean | null>;
  /**
   * Reads one page of the payments that were created in the window, newest first, and returns those
   * that may be ours. Pages are numbered from 0, and a page past the end is empty. Payments that
   * are created later do not move others to another page, because the window is fixed.
   */
  listRecent(window: RecentWindow, page: number, signal: AbortSignal): Promise<RecentPage>;
  /**
   * Verifies the signature of a delivery and then reads the delivery. If no signing key is
   * configured, nothing is verified and `signed` is `false`. If the signature is missing, wrong or
   * outdated, throws `invalid_signature` and does not parse the body. Throws `invalid_json` if the
   * body cannot be parsed.
   */
  readDelivery(headers: Headers, body: Uint8Array): Delivery;
  /**
   * Checks the configuration and, if possible, the product. The findings say what is wrong and how
   * to fix it. An error of the API is not thrown, but returned as a finding.
   */
  check(signal: AbortSignal): Promise<Finding[]>;
}

/** The values that a provider's factory receives when it creates the provider. */
export interface ProviderRuntime {
  /** Returns an environment variable, or `undefined` if it is not set. The value may be empty. */
  env(name: string): string | undefined;
  clock(): number;
  logger: Logger;
  /**
   * Stops the limited calls to the provider for `ms` milliseconds, but at most for a minute. The
   * calls for result pages and for reconciliation, for example, are limited. A provider calls this
   * function if its rate limit is reached.
   */
  slowDown?(ms: number): void;
}

/** The value passed in the service's options, from which the service creates a provider. */
export interface ProviderFactory {
  readonly id: string;
  /** The label of the payment method if `create()` fails; default is the id. */
  readonly label?: string | undefined;
  /**
   * The environment variables that the provider reads. If a `required` one is not set, and no
   * option replaces it, the payment method is disabled.
   */
  readonly variables: readonly { key: string; description: string; required: boolean }[];
  /** Creates the provider. Throws `configuration`, with the fix, if a setting is wrong. */
  create(runtime: ProviderRuntime): PaymentProvider;
}
