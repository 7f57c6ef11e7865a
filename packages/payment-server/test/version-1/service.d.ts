// The types are those of today: what the tests use of the first version has not changed its face.
export { dodoPaymentProvider, memoryStorage, PaymentService } from "../../src/index.ts";
export { d1Storage } from "../../src/storage/d1.ts";
export { postgresStorage } from "../../src/storage/postgres.ts";
export { sqliteStorage } from "../../src/storage/sqlite.ts";
