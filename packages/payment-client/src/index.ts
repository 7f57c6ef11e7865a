export { createPaymentClient } from "./client.ts";
export type {
  ListOptions,
  PaymentClient,
  PaymentClientOptions,
  PaymentListOptions,
} from "./client.ts";
export type { BuyerClient, CallOptions, Token } from "./buyer-client.ts";
export { PaymentClientError } from "./errors.ts";
export type { ClientErrorCode, PaymentClientErrorDetails } from "./errors.ts";
export { createTopupStore } from "./topup-store.ts";
export type { TopupStore, TopupStoreOptions } from "./topup-store.ts";
export type { Phase, TopupState } from "./topup-state.ts";
export { waitForTopup } from "./wait.ts";
export type { WaitOptions } from "./wait.ts";
export type * from "./wire.ts";
