export { hostCases, hostSuite } from "./host-suite.ts";
export type { CreateHost, HostCase, HostFunctions, HostProcess, HostUnderTest, NewTopup } from "./host-suite/case.ts";
export { sampleExtra } from "./host-suite/sale.ts";
export { storageCases, storageSuite } from "./storage-suite.ts";
export type { CreateStorage, StorageCase, StorageUnderTest } from "./storage/case.ts";
export { transactionCases, transactionSuite } from "./transaction-suite.ts";
export type { CreateTransactional, TransactionalUnderTest, TransactionCase } from "./transaction/case.ts";
