import type { Logger } from "./logger.ts";
import type { Topup } from "./host.ts";
import type { Environment, Payment } from "./payment.ts";
import type { Report, ReportStatus } from "./report.ts";

/** One entry of the method list. */
export interface MethodState {
  enabled: boolean;
  label: string;
  /** Lower case, for display. */
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
 * A checkout that can be paid, and what the money rule needs to know about its product. It has
 * exactly these fields, since they are copied onto the payment.
 */
export interface OpenedCheckout {
  provider_session_id: string;
  checkout_url: string;
  tax_inclusive: boolean;
  business_id: string | null;
  /** Unix milliseconds. */
  expires_at: number;
}

/**
 * The state of a session; `known: false` if the provider does not know it. `status` is what the
 * session says about its payment: `null` if nothing, `unknown` for a status that is not known here.
 * A session may have a status and name no payment; the status counts then.
 */
export type SessionState =
  | { known: false }
  | { known: true; provider_payment_id: string | null; status: ReportStatus | null };

/** A recent payment of the provider that names a payment or a topup of ours. */
export interface RecentPayment {
  provider_payment_id: string;
  /** `null` for a payment that another service has created for a topup of the host. */
  our_payment_id: string | null;
  /**
   * The topup that it names, at most 200 characters. It helps a person who finds no row; it never
   * leads to a credit.
   */
  our_topup_id: string | null;
  succeeded: boolean;
  refunded: "none" | "partial" | "full";
  disputed: boolean;
  /** Whether a dispute was lost or accepted, so that the money is gone. */
  dispute_lost: boolean;
  /** Unix milliseconds; `null` when the provider did not say. */
  created_at: number | null;
}

/**
 * The time within which the listed payments were made, both ends included, in Unix milliseconds.
 */
export interface RecentWindow {
  since: number;
  until: number;
}

/**
 * One page of recent payments: at most 200 that name a payment or a topup of ours, and whether it
 * is the last page.
 */
export interface RecentPage {
  ours: readonly RecentPayment[];
  last: boolean;
}

/** A webhook delivery as it was read, signed or not. */
export interface Delivery {
  /** Whether its signature was verified over the raw bytes; `false` if no key is configured. */
  signed: boolean;
  /**
   * `<provider>:` and the id of the event, which redeliveries share: letters, digits and `_.:-`, at
   * most 200 characters.
   */
  event_id: string;
  type: string;
  /**
   * `payment`: the body is a payment. `reversal`: a refund or a dispute of one. `other`: anything
   * else.
   */
  subject: "payment" | "reversal" | "other";
  provider_payment_id: string | null;
  provider_session_id: string | null;
  our_payment_id: string | null;
  /**
   * The topup that the metadata name, whoever created the payment: at most 200 characters, no
   * control characters.
   */
  our_topup_id: string | null;
  /**
   * When it occurred, or else when this delivery was sent, in Unix milliseconds; `null` if neither
   * is known.
   */
  occurred_at: number | null;
  /** The body as a report, if the subject is a payment. */
  report: Report | null;
  /**
   * The allow-listed part of the body. A replay reads the provider's payment id from
   * `data.payment_id`.
   */
  payload_json: string;
}

/** One thing that an operator should know; an `error` keeps money from moving. */
export interface Finding {
  level: "error" | "warning" | "info";
  code: string;
  message: string;
}

/**
 * A payment provider. `providerSuite` of the testing entry checks it, case by case. Its methods
 * throw `PaymentError` with `provider_unavailable` (ask again later), `provider_rejected` (the
 * request was refused), `provider_invalid` (the answer makes no sense) or `configuration`.
 */
export interface PaymentProvider {
  readonly id: string;
  readonly environment: Environment;
  /** Returns the entry of the method list. */
  method(): MethodState;
  /**
   * Returns the product that this topup is sold as. It is stored before the checkout is created,
   * since the money may arrive before the session is stored. Throws `method_disabled`, and
   * `invalid_topup` if the provider cannot take this topup.
   */
  productOf(topup: Topup): string;
  /**
   * Creates a checkout for `payment.product_id`, with exactly one POST after the product was
   * checked.
   */
  openCheckout(request: CheckoutRequest): Promise<OpenedCheckout>;
  /** Reads a session. Of several payments in it, the state names the one with the money. */
  readSession(provider_session_id: string, signal: AbortSignal): Promise<SessionState>;
  /** Reads a payment; `null` if the provider does not know it. */
  readPayment(provider_payment_id: string, signal: AbortSignal): Promise<Report | null>;
  /**
   * Reads whether the product's price includes tax now; `null` if the provider no longer knows the
   * product.
   */
  readTaxInclusive(product_id: string, signal: AbortSignal): Promise<boolean | null>;
  /**
   * Lists payments made in the window, newest first. Pages count from 0, are empty past the end,
   * and do not shift while payments are made.
   */
  listRecent(window: RecentWindow, page: number, signal: AbortSignal): Promise<RecentPage>;
  /**
   * Verifies and reads a delivery. Throws `invalid_signature`, and then parses nothing, or
   * `invalid_json`.
   */
  readDelivery(headers: Headers, body: Uint8Array): Delivery;
  /**
   * Returns what is wrong with the configuration and the product, each with its fix. An error of
   * the API is a finding, too.
   */
  check(signal: AbortSignal): Promise<Finding[]>;
}

/** What a provider receives when the service is constructed. */
export interface ProviderRuntime {
  /** Reads a variable of the environment; an empty one counts as absent. */
  env(name: string): string | undefined;
  clock(): number;
  logger: Logger;
}

/** A provider as it appears in the options of the service, which creates it. */
export interface ProviderFactory {
  readonly id: string;
  /** The label of its method while it cannot be created; default its id. */
  readonly label?: string | undefined;
  /** The variables that it reads; without a `required` one nothing can be sold. */
  readonly variables: readonly { key: string; description: string; required: boolean }[];
  /** Creates the provider. Throws `configuration` with the fix in words. */
  create(runtime: ProviderRuntime): PaymentProvider;
}
