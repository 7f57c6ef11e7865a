// This file exports the public names of the package and has no code of its own.
export { createDodoEmulator } from "./emulator.ts";
export type { DodoEmulator, Snapshot } from "./dodo-emulator.ts";
export type { DodoEmulatorOptions } from "./options.ts";
export { type Clock, createManualClock, type ManualClock } from "./clock.ts";
export { dodo_error_codes, type DodoErrorCode } from "./error-codes.ts";
export { DodoError } from "./errors.ts";
export { ConnectionLost } from "./api/gate.ts";
export type { ApiRequest } from "./api/requests.ts";
export type { ApiFailure, ApiFaults, Faults, RateLimit, WebhookFaults } from "./faults.ts";
export type { Certificate, Listening } from "./listen.ts";
export type { DiscountSeed } from "./money/discount.ts";
export type { ProductSeed } from "./money/product.ts";
export { dodo_failure_codes, type Failure, type FailureCode } from "./money/failures.ts";
export type { DisputeEvent, DisputeOptions } from "./ledger/dispute.ts";
export type { PayOutcome } from "./ledger/pay.ts";
export type { PaymentResult } from "./ledger/payment-result.ts";
export type {
  Customer,
  Dispute,
  DisputeStage,
  IntentStatus,
  Payment,
  Refund,
  RefundItem,
} from "./ledger/records.ts";
export type { RefundOptions } from "./ledger/refund.ts";
export type { SessionSeed } from "./ledger/session.ts";
export {
  type Finding,
  type HandlerUnderTest,
  type HandlerVerdict,
  type WebhookHandler,
  wouldItCreditTwice,
} from "./verdict/would-it-credit-twice.ts";
export type { Delivery, DeliveryAttempt } from "./webhooks/delivery.ts";
