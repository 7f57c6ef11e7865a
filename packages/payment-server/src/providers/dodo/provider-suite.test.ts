import { describe, test } from "vitest";
import { openDodoAccount } from "../../../test/dodo-account.ts";
import { providerSuite, type CreateProvider } from "../../testing/index.ts";
import { dodoPaymentProvider } from "./index.ts";

const SHORT = "whsec_Y2FuYXJ5LWtleQ==";
const NONE = "canary key!";

/**
 * Dodo's provider on a local Dodo. `answers` settles what Dodo does not document, such as whether a
 * second card in a session makes a second payment.
 */
function onLocalDodo(answers: Parameters<typeof openDodoAccount>[1]): CreateProvider {
  return ({ clock }) => {
    const { dodo, account, fetch } = openDodoAccount(clock, answers);
    const { api_key, webhook_key, url: api_base_url } = dodo;
    const unsigned = { api_key, product_id: "pdt_topup", api_base_url, fetch };
    const options = { ...unsigned, webhook_key };
    return {
      factory: dodoPaymentProvider(options),
      unconfigured: dodoPaymentProvider(),
      unsigned: dodoPaymentProvider(unsigned),
      misconfigured: {
        "a key that is too short": dodoPaymentProvider({ ...options, webhook_key: SHORT }),
        "a key that is none": dodoPaymentProvider({ ...options, webhook_key: NONE }),
        "a currency that is none": dodoPaymentProvider({ ...options, currency: "dollars" }),
        "an API without https": dodoPaymentProvider({
          ...options,
          api_base_url: "http://dodo.example",
        }),
        "another API in live_mode": dodoPaymentProvider({ ...options, environment: "live_mode" }),
      },
      secrets: [api_key, webhook_key, webhook_key.replace("whsec_", ""), SHORT, NONE],
      checkout_hosts: [new URL(api_base_url).host],
      unknown: {
        session_id: "cks_000000000000000000000",
        payment_id: "pay_000000000000000000000",
        product_id: "pdt_000000000000000000000",
      },
      account,
      dispose: async () => await dodo.close(),
    };
  };
}

describe("Dodo is a provider, where a declined payment keeps its id:", () => {
  providerSuite(
    test,
    onLocalDodo({
      payment_id_after_decline: "same",
      status_after_decline: "failed",
      payments_per_session: "many",
    }),
  );
});

describe("Dodo is a provider, where a second card is a second payment, and tax is inside the price:", () => {
  providerSuite(
    test,
    onLocalDodo({
      payment_id_after_decline: "new",
      products: [{ product_id: "pdt_topup", tax_inclusive: true }],
    }),
  );
});
