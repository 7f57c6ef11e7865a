export { createDodoEmulator } from "./emulator.ts";
export type { DodoEmulator } from "./face.ts";
export type { DodoEmulatorOptions } from "./options.ts";
export { type Clock, createManualClock, type ManualClock } from "./clock.ts";
export type { DiscountSeed } from "./discount.ts";
export { dodo_error_codes, type DodoErrorCode } from "./error-codes.ts";
export { DodoError } from "./errors.ts";
export { ConnectionLost } from "./api/gate.ts";
export type { ApiRequest } from "./api/requests.ts";
export type { ApiFailure, ApiFaults, Faults, RateLimit, WebhookFaults } from "./faults.ts";
export type { Listening } from "./listen.ts";
export type { PayOutcome } from "./pay.ts";
export type { Failure, PaymentResult } from "./payment.ts";
export type { ProductSeed } from "./products.ts";
export type { RefundOptions } from "./refund.ts";
export type { DisputeEvent, DisputeOptions } from "./dispute.ts";
export type { SessionSeed } from "./session.ts";
export type { Delivery, DeliveryAttempt } from "./webhooks/delivery.ts";
export type {
  Customer,
  Dispute,
  DisputeStage,
  IntentStatus,
  Payment,
  Refund,
  RefundItem,
} from "./records.ts";
