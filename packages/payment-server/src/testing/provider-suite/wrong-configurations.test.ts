import { describe } from "vitest";
import { TILL } from "../../../test/till-api.ts";
import { createOrder } from "../../../test/till-changes.ts";
import { tillProvider } from "../../../test/till-provider.ts";
import { testWrongProviders, type WrongProvider } from "../../../test/till-under-test.ts";
import { PaymentError } from "../../index.ts";
import { configurationCases } from "./configuration-cases.ts";

const configurations: readonly WrongProvider[] = [
  {
    name: "has another id than its factory",
    caught_by: "a provider has the id of its factory, a short word in lower case",
    provider: () => ({ id: "till_live" }),
    message:
      /provider\.id, by which stored payments find their provider again: expected "till", got "till_live"/,
  },
  {
    name: "has an id that is no word",
    caught_by: "a provider has the id of its factory, a short word in lower case",
    factory: (options) => ({ ...tillProvider(options), id: "The till" }),
    provider: () => ({ id: "The till" }),
    message: /the id "The till" must match/,
  },
  {
    name: "does not mention test mode",
    caught_by:
      "a whole configuration makes an enabled method, in the mode of the provider's environment",
    provider: (right) => ({ method: () => ({ ...right.method(), test_mode: false }) }),
    message: /method\(\)\.test_mode, which the button shows: expected true, got false/,
  },
  {
    name: "writes its currency in upper case",
    caught_by:
      "a whole configuration makes an enabled method, in the mode of the provider's environment",
    provider: (right) => ({ method: () => ({ ...right.method(), currency: "USD" }) }),
    message: /a currency in lower case, in .*"USD"/,
  },
  {
    name: "cannot be constructed without a configuration",
    caught_by:
      "a provider without a configuration constructs, is listed as not_configured, and refuses calls with a PaymentError",
    factory: (options) => ({
      ...tillProvider(options),
      create: (runtime) =>
        tillProvider({ ...options, item: options.item ?? missing() }).create(runtime),
    }),
    message:
      /create\(\) without a configuration threw Error: no item; report what is missing by method\(\) and check\(\)/,
  },
  {
    name: "is enabled without a configuration",
    caught_by:
      "a provider without a configuration constructs, is listed as not_configured, and refuses calls with a PaymentError",
    provider: (right) => ({ method: () => ({ ...right.method(), enabled: true, reason: null }) }),
    message: /method\(\) without a configuration: expected .*"enabled":false/,
  },
  {
    name: "crashes without its key",
    caught_by:
      "a provider without a configuration constructs, is listed as not_configured, and refuses calls with a PaymentError",
    provider: () => ({
      readSession: async () => await Promise.reject(new TypeError("key is undefined")),
    }),
    message:
      /readSession\(\) without a configuration threw TypeError: .*throw every failure as a PaymentError/,
  },
  {
    name: "accepts a key that cannot work",
    caught_by: "a configuration that cannot work is refused at construction, without its value",
    factory: (options) =>
      tillProvider({ ...options, signing_key: (options.signing_key ?? "").padEnd(32) }),
    message:
      /create\(\) with a short key made a provider; what cannot work must throw at construction/,
  },
  {
    name: "prints the key that cannot work",
    caught_by: "a configuration that cannot work is refused at construction, without its value",
    factory: (options) =>
      options.signing_key === "canary-short"
        ? {
            ...tillProvider(options),
            create: () => refuse("The signing key canary-short is too short."),
          }
        : tillProvider(options),
    message:
      /the message for a short key prints a secret: "The signing key canary-short is too short\."/,
  },
  {
    name: "creates a session to see whether it can",
    caught_by: "check finds no error in a working configuration, and creates no session",
    provider: (right, till) => ({
      async check(signal) {
        await till.fetch(
          new Request(`${TILL}/orders`, {
            method: "POST",
            headers: { authorization: till.api_key },
            body: "{}",
          }),
        );
        return await right.check(signal);
      },
    }),
    message: /the sessions that check\(\) created: expected 0, got 1/,
  },
  {
    name: "throws from check when the API fails",
    caught_by: "check reports an error of the API as a finding",
    provider: (right) => ({
      check: async (signal) => ((await right.readTaxInclusive("coins", signal)) === null ? [] : []),
    }),
    message: /check\(\) while the API is down threw PaymentError: .*; report it as a finding/,
  },
  {
    name: "reports a finding without the fix",
    caught_by: "check reports an error of the API as a finding",
    provider: () => ({ check: async () => [{ level: "error", code: "E42", message: "failed" }] }),
    message:
      /is no finding; level is one of error, warning, note, code a word, message a sentence that says the fix/,
  },
  {
    name: "sells a product that is not for sale",
    caught_by:
      "a product that cannot be sold for the price gets no page, and check reports it (where `spoilProduct` is given)",
    provider: (_, till) => ({ openCheckout: async (request) => await createOrder(till, request) }),
    message:
      /openCheckout\(\) with a product that cannot be sold returned .*; it must throw a PaymentError/,
  },
];

describe("the suite catches a provider that", () =>
  testWrongProviders(configurations, configurationCases));

function missing(): never {
  throw new Error("no item");
}

function refuse(message: string): never {
  throw new PaymentError("configuration", message);
}
