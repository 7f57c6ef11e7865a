export { storageCases, storageSuite } from "./storage-suite.ts";
export type { CreateStorage, StorageCase, StorageUnderTest } from "./storage/case.ts";
