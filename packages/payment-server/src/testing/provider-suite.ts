/**
 * What the core relies on in a `PaymentProvider`, as cases that any provider can be put through, in any test runner:
 *
 * ```ts
 * import { providerSuite } from "@x/payment-server/testing";
 * providerSuite(test, ({ clock }) => {
 *   const bank = openTestBank(clock); // yours: a local copy of the provider, with the hands of `ProviderAccount`
 *   return {
 *     factory: bankProvider(bank.options),
 *     unconfigured: bankProvider({}),
 *     misconfigured: { "a short key": bankProvider({ ...bank.options, signing_key: "k" }) },
 *     secrets: [bank.options.api_key, bank.options.signing_key],
 *     checkout_hosts: [bank.host],
 *     unknown: { session_id: "ses_0", payment_id: "pay_0", product_id: "prd_0" },
 *     account: bank.account,
 *     dispose: () => bank.close(),
 *   };
 * });
 * ```
 */
import type { CreateProvider, ProviderCase } from "./provider-suite/case.ts";
import { checkoutCases } from "./provider-suite/checkout-cases.ts";
import { configurationCases } from "./provider-suite/configuration-cases.ts";
import { deliveryCases } from "./provider-suite/delivery-cases.ts";
import { paymentCases } from "./provider-suite/payment-cases.ts";
import { recentCases } from "./provider-suite/recent-cases.ts";
import { troubleCases } from "./provider-suite/trouble-cases.ts";

/** Every case, for runners that want them one by one; each throws an Error that says what is wrong and the fix. */
export const providerCases: readonly ProviderCase[] = [
  ...configurationCases,
  ...checkoutCases,
  ...paymentCases,
  ...deliveryCases,
  ...recentCases,
  ...troubleCases,
];

/** Registers every case with `test(name, run)` of vitest, node:test, bun:test, Deno or Jest. */
export function providerSuite(
  test: (name: string, run: () => Promise<void>) => unknown,
  create: CreateProvider,
): void {
  for (const { name, run } of providerCases) test(name, async () => await run(create));
}
