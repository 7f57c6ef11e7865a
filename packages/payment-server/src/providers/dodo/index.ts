/**
 * Dodo Payments as a provider, on the official SDK.
 *
 * ```ts
 * import { PaymentService, dodoPaymentProvider } from "@x/payment-server";
 * const providers = [dodoPaymentProvider()];
 * const payment = new PaymentService({ readTopup, finishTopup, providers });
 * ```
 *
 * Keys are read from the environment unless they are given as options. Without a signing key no
 * delivery can be verified, so the service uses only what Dodo's API returns about the payment.
 */
import { describeValue } from "../../core/describe-value.ts";
import type {
  MethodState,
  PaymentProvider,
  ProviderFactory,
  ProviderRuntime,
} from "../../core/provider.ts";
import type { Topup } from "../../core/host.ts";
import { PaymentError } from "../../errors.ts";
import { assertKnownOptions } from "../../known-options.ts";
import type { DodoAccount } from "./account.ts";
import { OPTIONS, type DodoOptions } from "./options.ts";
import { labelOf, LOCAL, readSettings, type DodoSettings } from "./settings.ts";
import { VARIABLES } from "./variables.ts";
import { warnOfSettings } from "./warnings.ts";
import { readDelivery } from "./webhook.ts";

const ID = "dodo";

/**
 * Creates the entry for Dodo in the `providers` option of a service. Throws `configuration` for an
 * unknown option. A wrong value throws `configuration` later, when the service creates the
 * provider.
 */
export function dodoPaymentProvider(options: DodoOptions = {}): ProviderFactory {
  assertKnownOptions("dodoPaymentProvider", options, OPTIONS);
  return {
    id: ID,
    label: labelOf(options),
    variables: VARIABLES,
    create: (runtime) => createDodo(readSettings(options, runtime.env), runtime),
  };
}

function createDodo(settings: DodoSettings, runtime: ProviderRuntime): PaymentProvider {
  const { keys, environment } = settings;
  const { clock } = runtime;
  let created: DodoAccount | null = null;
  const account = async (): Promise<DodoAccount> => {
    if (created === null) {
      const { createAccount } = await import("./account.ts");
      // Another call may have created the account while the module was loaded.
      created ??= createAccount(settings, runtime);
    }
    return created;
  };
  warnOfSettings(settings, runtime, ID);
  return {
    id: ID,
    environment,
    verifies_deliveries: keys.length > 0,
    method: () => methodOf(settings),
    productOf: (topup) => productOf(settings, topup),
    async openCheckout(request) {
      // Use the product that was stored with the payment, even if another one is configured now.
      const product_id = request.payment.product_id ?? productOf(settings, request.topup);
      return await (await account()).openCheckout(request, product_id);
    },
    readSession: async (...session) => await (await account()).readSession(...session),
    readPayment: async (...payment) => await (await account()).readPayment(...payment),
    readTaxInclusive: async (...product) => await (await account()).readTaxInclusive(...product),
    listRecent: async (...page) => await (await account()).listRecent(...page),
    readDelivery: (headers, body) =>
      readDelivery({ provider: ID, keys, environment, clock }, headers, body),
    check: async (signal) => await (await account()).check(signal),
  };
}

/** Returns the entry of the method list, disabled if the API key or the product is missing. */
function methodOf({
  api_key,
  product_id,
  label,
  currency,
  environment,
}: DodoSettings): MethodState {
  const configured = api_key !== null && product_id !== null;
  return {
    enabled: configured,
    label,
    // Topups are priced in USD, and a client may format a price with this code.
    currency: currency === LOCAL ? "usd" : currency,
    reason: configured ? null : "not_configured",
    test_mode: environment === "test_mode",
  };
}

/**
 * The most characters that Dodo allows in a metadata value
 * (https://docs.dodopayments.com/api-reference/metadata).
 */
const MOST_CHARACTERS = 500;

function productOf(settings: DodoSettings, topup: Topup): string {
  if (topup.topup_id.length > MOST_CHARACTERS || topup.user_id.length > MOST_CHARACTERS) {
    throw new PaymentError(
      "invalid_topup",
      `The topup's \`topup_id\` and \`user_id\` may have at most ${MOST_CHARACTERS} characters.`,
    );
  }
  const product_id = chosenProduct(settings, topup) ?? "";
  if (typeof product_id !== "string") {
    // A promise that is rejected would otherwise end the process.
    if (product_id instanceof Promise) product_id.catch(() => undefined);
    throw new PaymentError(
      "configuration",
      `The option \`product_id\` of dodoPaymentProvider must return the id as a string, and not as a promise; it returned ${describeValue(product_id)}.`,
    );
  }
  if (product_id !== "") return product_id;
  throw new PaymentError(
    "method_disabled",
    "There is no Dodo product for this topup; set DODO_PRODUCT_ID.",
  );
}

/**
 * Calls the option `product_id`, which may return anything. Throws `host_unavailable` if it throws.
 */
function chosenProduct(settings: DodoSettings, topup: Topup): unknown {
  try {
    return settings.product_id?.(topup);
  } catch (cause) {
    throw new PaymentError(
      "host_unavailable",
      "The application's `product_id` could not choose a product for this checkout; try again in a few seconds.",
      { cause, retry_after_ms: 5_000 },
    );
  }
}
