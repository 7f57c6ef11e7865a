/**
 * The contract of `TransactionalStorage` as cases. They say what `transactional: true` needs of a
 * storage beyond `storageSuite`:
 *
 * ```ts
 * import { transactionSuite } from "@x/payment-server/testing";
 * transactionSuite<MyTransaction>(test, async ({ clock }) => {
 *   const shop = await openTestShop(); // yours: an empty database with a table of words
 *   const storage = myStorage(shop.url, { clock });
 *   return { storage, second: myStorage(shop.url, { clock }), write: (tx, word) => tx.insert(word), read: shop.words, dispose: shop.close };
 * });
 * ```
 */
import type { CreateTransactional, TransactionCase } from "./transaction/case.ts";
import { closeWithCases } from "./transaction/close-cases.ts";
import { concurrentCases } from "./transaction/concurrent-cases.ts";

/**
 * All cases, for a runner that registers them one by one. Each throws an Error that says what
 * differs.
 */
export const transactionCases: readonly TransactionCase[] = [...closeWithCases, ...concurrentCases];

/** Registers every case with `test(name, run)` of vitest, node:test, bun:test, Deno or Jest. */
export function transactionSuite<Tx>(
  test: (name: string, run: () => Promise<void>) => unknown,
  create: CreateTransactional<Tx>,
): void {
  for (const { name, run } of transactionCases) test(name, async () => await run(create));
}
