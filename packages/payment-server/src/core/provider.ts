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

/** What is asked of the provider for one attempt. */
export interface CheckoutRequest {
  payment: Payment;
  topup: Topup;
  return_url: string;
  cancel_url: string;
  signal: AbortSignal;
}

/** A page that can be paid, and what the money rule needs to know about its product. These fields and no others: they become the payment's. */
export interface OpenedCheckout {
  provider_session_id: string;
  checkout_url: string;
  tax_inclusive: boolean;
  business_id: string | null;
  /** Unix milliseconds. */
  expires_at: number;
}

/**
 * What a session has come to; `known: false` when the provider does not know it. `status` is the session's word on its
 * payment: `null` when it has none, `unknown` for a word that is not known here. A session may have a word and name no
 * payment; the word counts.
 */
export type SessionState =
  | { known: false }
  | { known: true; provider_payment_id: string | null; status: ReportStatus | null };

/** One of the provider's recent payments that names a payment or a topup of ours. */
export interface RecentPayment {
  provider_payment_id: string;
  /** `null` for a payment that another service has opened for one of the host's topups. */
  our_payment_id: string | null;
  /** The topup it names, at most 200 characters: for a person who finds no row of ours, never for a credit. */
  our_topup_id: string | null;
  succeeded: boolean;
  refunded: "none" | "partial" | "full";
  disputed: boolean;
  /** A dispute was lost or accepted: the money is gone. */
  dispute_lost: boolean;
  /** Unix milliseconds; `null` when the provider did not say. */
  created_at: number | null;
}

/** When the payments that are listed were made, both ends included: Unix milliseconds. */
export interface RecentWindow {
  since: number;
  until: number;
}

/** One page of recent payments: at most 200 that name a payment or a topup of ours, and whether it is the last page. */
export interface RecentPage {
  ours: readonly RecentPayment[];
  last: boolean;
}

/** What a delivery is about, whether it can be believed or not. */
export interface Delivery {
  /** Verified over the raw bytes with a configured key; `false` when there is no key. */
  signed: boolean;
  /** `<provider>:` and the event's id, which stays the same when it is sent again; letters, digits, `_.:-`, at most 200 in all. */
  event_id: string;
  type: string;
  /** `payment`: the body is a payment. `reversal`: a refund or dispute of one. `other`: nothing we use. */
  subject: "payment" | "reversal" | "other";
  provider_payment_id: string | null;
  provider_session_id: string | null;
  our_payment_id: string | null;
  /** The topup that a payment's metadata name, whoever has opened it; at most 200 characters, none of them a control character. */
  our_topup_id: string | null;
  /** When it happened, or when this attempt was sent if the body does not say: Unix milliseconds. `null` when neither is known. */
  occurred_at: number | null;
  /** The body as a report, when the subject is a payment. */
  report: Report | null;
  /** The allow-listed part of the body. `data.payment_id` is the provider's id of the payment: a replay goes by it. */
  payload_json: string;
}

/** One thing an operator should know; `error` keeps money from moving. */
export interface Finding {
  level: "error" | "warning" | "info";
  code: string;
  message: string;
}

/**
 * A payment provider: what `providerSuite` of the testing entry checks, case by case. Methods throw `PaymentError` with `provider_unavailable` (ask again), `provider_rejected`
 * (the request is refused), `provider_invalid` (an answer that makes no sense) or `configuration`.
 */
export interface PaymentProvider {
  readonly id: string;
  readonly environment: Environment;
  method(): MethodState;
  /** What this topup is sold as; known before the page is opened, since the money may arrive before the page is stored. Throws `method_disabled`. */
  productOf(topup: Topup): string;
  /** Opens a page for `payment.product_id`; exactly one POST, after the product was checked. */
  openCheckout(request: CheckoutRequest): Promise<OpenedCheckout>;
  /** Of several payments in a session, names the one with the money. */
  readSession(provider_session_id: string, signal: AbortSignal): Promise<SessionState>;
  /** `null` when the provider does not know the payment. */
  readPayment(provider_payment_id: string, signal: AbortSignal): Promise<Report | null>;
  /** Whether the product's price includes tax, as it is set now; `null` when the provider does not know the product any more. */
  readTaxInclusive(product_id: string, signal: AbortSignal): Promise<boolean | null>;
  /** Payments made in the window, newest first, one page at a time from 0; empty past the end. Payments made meanwhile move none to another page. */
  listRecent(window: RecentWindow, page: number, signal: AbortSignal): Promise<RecentPage>;
  /** Verifies and reads a delivery. Throws `invalid_signature` or `invalid_json`; reads nothing further on a bad signature. */
  readDelivery(headers: Headers, body: Uint8Array): Delivery;
  /** What is wrong with the configuration and the product, with the fix in words; trouble of the API is a finding too. */
  check(signal: AbortSignal): Promise<Finding[]>;
}

/** What a provider is given when the service is constructed. */
export interface ProviderRuntime {
  /** A variable of the environment; empty counts as absent. */
  env(name: string): string | undefined;
  clock(): number;
  logger: Logger;
}

/** A provider as it is named in the options of the service; made when the service is. */
export interface ProviderFactory {
  readonly id: string;
  /** What its method is called while it cannot be made; default its id. */
  readonly label?: string | undefined;
  /** The variables it reads; `required`: nothing can be sold without it. */
  readonly variables: readonly { key: string; description: string; required: boolean }[];
  /** Throws `configuration` with the fix in words. */
  create(runtime: ProviderRuntime): PaymentProvider;
}
