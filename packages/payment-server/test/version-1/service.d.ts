// These are the types of today: the parts of the first version that tests use have the same interface.
export { dodoPaymentProvider, memoryStorage, PaymentService } from "../../src/index.ts";
export { d1Storage } from "../../src/storage/d1.ts";
export { postgresStorage } from "../../src/storage/postgres.ts";
export { sqliteStorage } from "../../src/storage/sqlite.ts";
