import { describe } from "vitest";
import { tillProvider, TILL } from "../../../test/till-provider.ts";
import { findOut, type WrongProvider } from "../../../test/till-under-test.ts";
import type { Till } from "../../../test/till.ts";
import { PaymentError, type CheckoutRequest, type OpenedCheckout } from "../../index.ts";
import { checkoutCases } from "./checkout-cases.ts";
import { configurationCases } from "./configuration-cases.ts";

/** An order at the till as it should be, but for `fields`; nothing is looked at before it. */
async function order(
  till: Till,
  { payment, return_url, cancel_url, signal }: CheckoutRequest,
  fields: object = {},
): Promise<OpenedCheckout> {
  const asked = {
    cents: payment.amount_minor,
    currency: "USD",
    item: payment.product_id,
    note: payment.payment_id,
    back: return_url,
    cancel: cancel_url,
    ...fields,
  };
  const response = await till.fetch(
    new Request(`${TILL}/orders`, {
      method: "POST",
      signal,
      headers: { authorization: till.api_key },
      body: JSON.stringify(asked),
    }),
  );
  const answered = (await response.json()) as { order: string; page: string; until: number };
  return {
    provider_session_id: answered.order,
    checkout_url: answered.page,
    tax_inclusive: true,
    business_id: null,
    expires_at: answered.until,
  };
}

const configurations: readonly WrongProvider[] = [
  {
    name: "has another id than its factory",
    caught_by: "a provider has the id of its factory, a short word in lower case",
    provider: () => ({ id: "till_live" }),
    told: /provider\.id, by which stored payments find their provider again: expected "till", got "till_live"/,
  },
  {
    name: "has an id that is no word",
    caught_by: "a provider has the id of its factory, a short word in lower case",
    factory: (options) => ({ ...tillProvider(options), id: "The till" }),
    provider: () => ({ id: "The till" }),
    told: /the id "The till" must match/,
  },
  {
    name: "says nothing of test mode",
    caught_by:
      "a whole configuration makes an enabled method, in the mode of the provider's environment",
    provider: (right) => ({ method: () => ({ ...right.method(), test_mode: false }) }),
    told: /method\(\)\.test_mode, which the button shows: expected true, got false/,
  },
  {
    name: "writes its currency in upper case",
    caught_by:
      "a whole configuration makes an enabled method, in the mode of the provider's environment",
    provider: (right) => ({ method: () => ({ ...right.method(), currency: "USD" }) }),
    told: /a currency in lower case, in .*"USD"/,
  },
  {
    name: "cannot be constructed without a configuration",
    caught_by:
      "nothing configured constructs, is listed as not_configured, and answers questions with a PaymentError",
    factory: (options) => ({
      ...tillProvider(options),
      create: (runtime) =>
        tillProvider({ ...options, item: options.item ?? missing() }).create(runtime),
    }),
    told: /create\(\) without a configuration threw Error: no item; what is missing is said by method\(\) and check\(\)/,
  },
  {
    name: "is enabled without a configuration",
    caught_by:
      "nothing configured constructs, is listed as not_configured, and answers questions with a PaymentError",
    provider: (right) => ({ method: () => ({ ...right.method(), enabled: true, reason: null }) }),
    told: /method\(\) without a configuration: expected .*"enabled":false/,
  },
  {
    name: "trips over the key that is missing",
    caught_by:
      "nothing configured constructs, is listed as not_configured, and answers questions with a PaymentError",
    provider: () => ({
      readSession: async () => await Promise.reject(new TypeError("key is undefined")),
    }),
    told: /readSession\(\) without a configuration threw TypeError: .*must be thrown as a PaymentError/,
  },
  {
    name: "takes a key that cannot work",
    caught_by: "a configuration that cannot work is refused at construction, without its value",
    factory: (options) =>
      tillProvider({ ...options, signing_key: (options.signing_key ?? "").padEnd(32) }),
    told: /create\(\) with a short key made a provider; what cannot work must throw at construction/,
  },
  {
    name: "prints the key that cannot work",
    caught_by: "a configuration that cannot work is refused at construction, without its value",
    factory: (options) =>
      options.signing_key === "canary-short"
        ? {
            ...tillProvider(options),
            create: () => refuse("configuration", "The signing key canary-short is too short."),
          }
        : tillProvider(options),
    told: /the message for a short key prints a secret: "The signing key canary-short is too short\."/,
  },
  {
    name: "opens a session to see whether it can",
    caught_by: "check finds no error in what works, and opens no session",
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
    told: /the sessions that check\(\) opened: expected 0, got 1/,
  },
  {
    name: "throws when the API cannot be asked for a check",
    caught_by: "check tells trouble of the API as a finding",
    provider: (right) => ({
      check: async (signal) => ((await right.readTaxInclusive("coins", signal)) === null ? [] : []),
    }),
    told: /check\(\) while the API is down threw PaymentError: .*; say it as a finding/,
  },
  {
    name: "finds something and does not say what",
    caught_by: "check tells trouble of the API as a finding",
    provider: () => ({ check: async () => [{ level: "error", code: "E42", message: "failed" }] }),
    told: /is no finding; level is one of error, warning, info, code a word, message a sentence that says the fix/,
  },
  {
    name: "sells what is not for sale",
    caught_by:
      "a product that cannot be sold for the price opens no page, and check says so (where `spoilProduct` is given)",
    provider: (_, till) => ({ openCheckout: async (request) => await order(till, request) }),
    told: /openCheckout\(\) with a product that cannot be sold gave .*; it must throw a PaymentError/,
  },
];

const checkouts: readonly WrongProvider[] = [
  {
    name: "asks for the credits instead of the cents",
    caught_by:
      "a checkout carries our payment, its amount in US cents, its product and both ways back",
    provider: (_, till) => ({
      openCheckout: async (request) => await order(till, request, { cents: request.topup.credits }),
    }),
    told: /what the provider was told, once: expected .*"amount_minor":4999.*got .*"amount_minor":500,/,
  },
  {
    name: "names the topup instead of the payment",
    caught_by:
      "a checkout carries our payment, its amount in US cents, its product and both ways back",
    provider: (_, till) => ({
      openCheckout: async (request) => await order(till, request, { note: request.topup.topup_id }),
    }),
    told: /expected .*"our_payment_id":"pmt_.*got .*"our_payment_id":"tu_/,
  },
  {
    name: "sells what is configured now",
    caught_by: "a checkout is for the product of its payment, whatever is configured since",
    provider: (right, till) => ({
      openCheckout: async (request) =>
        await order(till, request, { item: right.productOf(request.topup) }),
    }),
    told: /openCheckout\(\) for a product that is unknown gave/,
  },
  {
    name: "sends the buyer to a host that only looks right",
    caught_by: "a checkout leads to an https page on an allowed host",
    provider: (_, till) => ({
      openCheckout: async (request) => ({
        ...(await order(till, request)),
        checkout_url: "https://till.example.canary.example/",
      }),
    }),
    told: /must be https and on one of till\.example; buyers are sent there/,
  },
  {
    name: "hands out an unencrypted page",
    caught_by: "a checkout leads to an https page on an allowed host",
    provider: (_, till) => ({
      openCheckout: async (request) => ({
        ...(await order(till, request)),
        checkout_url: "http://till.example/page",
      }),
    }),
    told: /"http:\/\/till\.example\/page" must be https/,
  },
  {
    name: "sends the buyer wherever the till says",
    caught_by: "a page anywhere else is handed to no buyer (where `namePage` is given)",
    provider: (_, till) => ({ openCheckout: async (request) => await order(till, request) }),
    told: /openCheckout\(\) that is given the page "https:\/\/canary\.example\/" gave .*; it must throw a PaymentError/,
  },
  {
    name: "returns the session as the till told it",
    caught_by:
      "an opened checkout has its five fields and no other, since they become the payment's",
    provider: (_, till) => ({
      openCheckout: async (request) => ({ ...(await order(till, request)), status: "open" }),
    }),
    told: /the fields of what openCheckout\(\) returns: expected .* got .*"status"/,
  },
  {
    name: "tells the end of a session in seconds",
    caught_by:
      "an opened checkout has its five fields and no other, since they become the payment's",
    provider: (_, till) => ({
      async openCheckout(request) {
        const opened = await order(till, request);
        return { ...opened, expires_at: Math.floor(opened.expires_at / 1_000) };
      },
    }),
    told: /must be Unix milliseconds to come/,
  },
  {
    name: "gives out one session twice",
    caught_by: "each checkout has a session of its own, and those of the same moment too",
    provider(_, till) {
      let kept: Promise<OpenedCheckout> | null = null;
      return { openCheckout: async (request) => await (kept ??= order(till, request)) };
    },
    told: /the sessions of 4 payments: expected 4, got 1/,
  },
  {
    name: "asks again when the answer is lost",
    caught_by: "a checkout whose answer is lost is asked for once: a second page could be paid too",
    provider: (_, till) => ({
      openCheckout: async (request) =>
        await order(till, request)
          .catch(async () => await order(till, request))
          .catch(() => refuse("provider_unavailable", "The till cannot be reached.")),
    }),
    told: /whether at most one session was opened, of which there are 2/,
  },
  {
    name: "names an empty payment before there is one",
    caught_by: "a session that is open is known and names no payment",
    provider: () => ({
      readSession: async () => ({ known: true, provider_payment_id: "", status: null }),
    }),
    told: /readSession\(\) of a page nobody has paid on: expected .*"provider_payment_id":null/,
  },
  {
    name: "does not name the payment of a session",
    caught_by: "a session that was paid names its payment",
    provider: () => ({
      readSession: async () => ({ known: true, provider_payment_id: null, status: null }),
    }),
    told: /readSession\(\) of a page that was paid on: expected .*"provider_payment_id":"paid_/,
  },
  {
    name: "names the first payment of a session",
    caught_by: "a session that was paid after a decline names the payment with the money",
    provider: (_, till) => ({
      readSession: async (id) => ({
        known: true,
        provider_payment_id:
          [...till.paid.values()].find(({ order: of }) => of === id)?.payment ?? null,
        status: "succeeded",
      }),
    }),
    told: /readSession\(\) after a second card/,
  },
  {
    name: "takes what is unknown for an error",
    caught_by: "what the provider does not know is not known, and no error",
    provider: (right) => ({
      readPayment: async (id, signal) =>
        (await right.readPayment(id, signal)) ??
        refuse("provider_rejected", "The till does not know this payment."),
    }),
    told: /readPayment\(\) of an unknown payment threw PaymentError: .*; what is unknown is an answer, not an error/,
  },
  {
    name: "has two words on the tax",
    caught_by: "the tax setting of a product is the one its checkout was opened with",
    provider: () => ({ readTaxInclusive: async () => false }),
    told: /readTaxInclusive\(\) of the product that was just sold: expected true, got false/,
  },
];

describe("a provider is found out that", () =>
  findOut([...configurations, ...checkouts], [...configurationCases, ...checkoutCases]));

function missing(): never {
  throw new Error("no item");
}

function refuse(
  code: "configuration" | "provider_unavailable" | "provider_rejected",
  message: string,
): never {
  throw new PaymentError(code, message);
}
