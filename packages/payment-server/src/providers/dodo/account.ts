/**
 * The part of the provider that calls Dodo's API. The module is loaded at the first call, because a
 * process that trusts signed deliveries may make none.
 */
import type {
  CheckoutRequest,
  OpenedCheckout,
  PaymentProvider,
  ProviderRuntime,
} from "../../core/provider.ts";
import { createApi } from "./api.ts";
import { check } from "./check.ts";
import { openCheckout } from "./checkout.ts";
import { readPayment } from "./payment-reader.ts";
import { createProductReader, taxInclusive } from "./product-reader.ts";
import { listRecent } from "./recent-payments.ts";
import { readSession } from "./session.ts";
import type { DodoSettings } from "./settings.ts";
import { createReversalWarning } from "./warnings.ts";

/** The methods of the provider that call Dodo's API. */
export interface DodoAccount extends Pick<
  PaymentProvider,
  "readSession" | "readPayment" | "readTaxInclusive" | "listRecent" | "check"
> {
  openCheckout(request: CheckoutRequest, product_id: string): Promise<OpenedCheckout>;
}

/**
 * Creates the methods that call Dodo's API. They share one SDK client and one cache of products.
 */
export function createAccount(settings: DodoSettings, runtime: ProviderRuntime): DodoAccount {
  const { clock, logger } = runtime;
  const api = createApi(settings, runtime);
  const readProduct = createProductReader(api, { clock });
  const warnOfReversals = createReversalWarning(logger);
  return {
    openCheckout: async (request, product_id) =>
      await openCheckout({ api, settings, readProduct, clock }, request, product_id),
    readSession: async (id, signal) => await readSession(api, id, signal),
    async readPayment(id, signal) {
      const report = await readPayment(api, settings.environment, id, signal);
      if (report !== null && !report.reversals_known) warnOfReversals(id);
      return report;
    },
    readTaxInclusive: async (product_id, signal) =>
      taxInclusive(await readProduct(product_id, signal, true)),
    listRecent: async (window, page, signal) => await listRecent(api, window, page, signal),
    check: async (signal) => await check(settings, readProduct, signal),
  };
}
