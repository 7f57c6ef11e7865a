/**
 * Test cases for the contract of `TransactionalStorage`. A storage that is used with the option
 * `transactional: true` must pass these cases and those of `storageSuite`:
 *
 * ```ts
 * import { transactionSuite } from "@x/payment-server/testing";
 * transactionSuite<MyTransaction>(test, async ({ clock }) => {
 *   const shop = await openTestShop(); // your own function, which creates an empty table
 *   const storage = myStorage(shop.url, { clock });
 *   return {
 *     storage,
 *     second: myStorage(shop.url, { clock }),
 *     write: (tx, word) => tx.insert(word),
 *     read: shop.words,
 *     dispose: shop.close,
 *   };
 * });
 * ```
 */
import { registerCases } from "./register.ts";
import type { CreateTransactional, TransactionCase } from "./transaction/case.ts";
import { claimCases } from "./transaction/claim-cases.ts";
import { creditCases } from "./transaction/credit-cases.ts";
import { concurrentCases } from "./transaction/concurrent-cases.ts";

/**
 * All cases of `transactionSuite`, to register one by one. A failing case throws an Error that says
 * what differs.
 */
export const transactionCases: readonly TransactionCase[] = [
  ...creditCases,
  ...claimCases,
  ...concurrentCases,
];

/** Registers every case with `test`, such as the one of vitest, node:test, bun:test or Jest. */
export function transactionSuite<Tx>(
  test: (name: string, run: () => Promise<void>) => unknown,
  create: CreateTransactional<Tx>,
): void {
  registerCases(test, transactionCases, create);
}
