/**
 * Test cases for the guarantees that the service needs from a host, above all that `finishTopup()`
 * never credits a topup twice. They run on any host that does not use transactional mode, in any
 * test runner:
 *
 * ```ts
 * import { hostSuite } from "@x/payment-server/testing";
 * hostSuite(test, async () => {
 *   const shop = await openTestShop(); // your own function; the tables must be empty
 *   return {
 *     host: createHost(shop.db),
 *     createTopup: shop.createTopup,
 *     balanceOf: shop.balanceOf,
 *     dispose: shop.close,
 *   };
 * });
 * ```
 */
import type { CreateHost, HostCase } from "./host-suite/case.ts";
import { crowdCases } from "./host-suite/crowd-cases.ts";
import { faultCases } from "./host-suite/fault-cases.ts";
import { killCases } from "./host-suite/kill-cases.ts";
import { onceCases } from "./host-suite/once-cases.ts";
import { rowCases } from "./host-suite/row-cases.ts";
import { registerCases } from "./register.ts";

/**
 * All cases of `hostSuite`, to register one by one. A failing case throws an Error that says what
 * is wrong.
 */
export const hostCases: readonly HostCase[] = [
  ...onceCases,
  ...crowdCases,
  ...faultCases,
  ...killCases,
  ...rowCases,
];

/** Registers every case with `test`, such as the one of vitest, node:test, bun:test or Jest. */
export function hostSuite(
  test: (name: string, run: () => Promise<void>) => unknown,
  create: CreateHost,
): void {
  registerCases(test, hostCases, create);
}
