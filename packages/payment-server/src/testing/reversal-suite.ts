/**
 * Test cases for a `notify()` that takes credits back after a refund or a lost dispute. They run on
 * any host, in any test runner:
 *
 * ```ts
 * import { reversalSuite } from "@x/payment-server/testing";
 * reversalSuite(test, async () => {
 *   const shop = await openTestShop(); // your own function; the tables must be empty
 *   return {
 *     notify: createReversals(shop.db),
 *     setBalance: shop.setBalance,
 *     balanceOf: shop.balanceOf,
 *     dispose: shop.close,
 *   };
 * });
 * ```
 */
import { registerCases } from "./register.ts";
import type { CreateReversals, ReversalCase } from "./reversal-suite/case.ts";
import { faultCases } from "./reversal-suite/fault-cases.ts";
import { repeatCases } from "./reversal-suite/repeat-cases.ts";
import { shareCases } from "./reversal-suite/share-cases.ts";
import { wonCases } from "./reversal-suite/won-cases.ts";

/**
 * All cases of `reversalSuite`, to register one by one. A failing case throws an Error that says
 * what is wrong.
 */
export const reversalCases: readonly ReversalCase[] = [
  ...shareCases,
  ...wonCases,
  ...repeatCases,
  ...faultCases,
];

/** Registers every case with `test`, such as the one of vitest, node:test, bun:test or Jest. */
export function reversalSuite(
  test: (name: string, run: () => Promise<void>) => unknown,
  create: CreateReversals,
): void {
  registerCases(test, reversalCases, create);
}
