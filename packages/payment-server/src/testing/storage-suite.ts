/**
 * Test cases for the contract of `Storage`. They run on any storage, in any test runner:
 *
 * ```ts
 * import { storageSuite } from "@x/payment-server/testing";
 * storageSuite(test, ({ clock }) => {
 *   const storage = myStorage({ clock });
 *   return { storage, second: storage, dispose: () => storage.close() };
 * });
 * ```
 */
import { registerCases } from "./register.ts";
import type { CreateStorage, StorageCase } from "./storage/case.ts";
import { changeCases } from "./storage/change-cases.ts";
import { claimCases } from "./storage/claim-cases.ts";
import { closeCases } from "./storage/close-cases.ts";
import { dueCases } from "./storage/due-cases.ts";
import { durableCases } from "./storage/durable-cases.ts";
import { eventCases } from "./storage/event-cases.ts";
import { figureCases } from "./storage/figure-cases.ts";
import { findCases } from "./storage/find-cases.ts";
import { insertCases } from "./storage/insert-cases.ts";
import { listCases } from "./storage/list-cases.ts";
import { noticeCases } from "./storage/notice-cases.ts";
import { noticeLeaseCases } from "./storage/notice-lease-cases.ts";
import { raceCases } from "./storage/race-cases.ts";
import { returnCases } from "./storage/return-cases.ts";
import { scheduleCases } from "./storage/schedule-cases.ts";
import { summaryCases } from "./storage/summary-cases.ts";
import { takeoverCases } from "./storage/takeover-cases.ts";
import { uniqueCases } from "./storage/unique-cases.ts";
import { valueCases } from "./storage/value-cases.ts";

/**
 * All cases of `storageSuite`, to register one by one. A failing case throws an Error that says
 * what differs.
 */
export const storageCases: readonly StorageCase[] = [
  ...durableCases,
  ...insertCases,
  ...changeCases,
  ...findCases,
  ...claimCases,
  ...takeoverCases,
  ...closeCases,
  ...returnCases,
  ...raceCases,
  ...eventCases,
  ...dueCases,
  ...scheduleCases,
  ...noticeCases,
  ...noticeLeaseCases,
  ...listCases,
  ...summaryCases,
  ...figureCases,
  ...uniqueCases,
  ...valueCases,
];

/** Registers every case with `test`, such as the one of vitest, node:test, bun:test or Jest. */
export function storageSuite(
  test: (name: string, run: () => Promise<void>) => unknown,
  create: CreateStorage,
): void {
  registerCases(test, storageCases, create);
}
