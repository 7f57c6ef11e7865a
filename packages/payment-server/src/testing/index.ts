/** Conformance suites for storages, providers and hosts. */
export { hostCases, hostSuite } from "./host-suite.ts";
export type {
  CreateHost,
  HostCase,
  HostFunctions,
  HostProcess,
  HostUnderTest,
  NewTopup,
} from "./host-suite/case.ts";
export { sampleExtra } from "./host-suite/sale.ts";
export { providerCases, providerSuite } from "./provider-suite.ts";
export type {
  Buyer,
  DeliveryKind,
  OpenedOrder,
  PayOptions,
  ProviderAccount,
  RawDelivery,
  Trouble,
} from "./provider-suite/account.ts";
export type { CreateProvider, ProviderCase, ProviderUnderTest } from "./provider-suite/case.ts";
export { reversalCases, reversalSuite } from "./reversal-suite.ts";
export type {
  CreateReversals,
  Notify,
  ReversalCase,
  ReversalUnderTest,
} from "./reversal-suite/case.ts";
export { storageCases, storageSuite } from "./storage-suite.ts";
export type { CreateStorage, StorageCase, StorageUnderTest } from "./storage/case.ts";
export { transactionCases, transactionSuite } from "./transaction-suite.ts";
export type {
  CreateTransactional,
  TransactionalUnderTest,
  TransactionCase,
} from "./transaction/case.ts";
