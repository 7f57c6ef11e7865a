/**
 * Test cases for what the core relies on in a `PaymentProvider`. They run on any provider, in any
 * test runner:
 *
 * ```ts
 * import { providerSuite } from "@x/payment-server/testing";
 * providerSuite(test, ({ clock }) => {
 *   // Your own function: a local copy of the provider, with a `ProviderAccount` to control it.
 *   const bank = openTestBank(clock);
 *   return {
 *     factory: bankProvider(bank.options),
 *     unconfigured: bankProvider({}),
 *     misconfigured: { "a short key": bankProvider({ ...bank.options, signing_key: "canary" }) },
 *     secrets: [bank.options.api_key, bank.options.signing_key, "canary"],
 *     checkout_hosts: [bank.host],
 *     unknown: { session_id: "ses_0", payment_id: "pay_0", product_id: "prd_0" },
 *     account: bank.account,
 *     dispose: () => bank.close(),
 *   };
 * });
 * ```
 */
import { apiErrorCases } from "./provider-suite/api-error-cases.ts";
import type { CreateProvider, ProviderCase } from "./provider-suite/case.ts";
import { checkoutCases } from "./provider-suite/checkout-cases.ts";
import { configurationCases } from "./provider-suite/configuration-cases.ts";
import { deliveryCases } from "./provider-suite/delivery-cases.ts";
import { paymentCases } from "./provider-suite/payment-cases.ts";
import { recentCases } from "./provider-suite/recent-cases.ts";
import { sessionCases } from "./provider-suite/session-cases.ts";
import { signatureCases } from "./provider-suite/signature-cases.ts";
import { registerCases } from "./register.ts";

/**
 * All cases of `providerSuite`, to register one by one. A failing case throws an Error that says
 * what is wrong.
 */
export const providerCases: readonly ProviderCase[] = [
  ...configurationCases,
  ...checkoutCases,
  ...sessionCases,
  ...paymentCases,
  ...deliveryCases,
  ...signatureCases,
  ...recentCases,
  ...apiErrorCases,
];

/** Registers every case with `test`, such as the one of vitest, node:test, bun:test or Jest. */
export function providerSuite(
  test: (name: string, run: () => Promise<void>) => unknown,
  create: CreateProvider,
): void {
  registerCases(test, providerCases, create);
}
