import { describe } from "vitest";
import { createOrder } from "../../../test/till-changes.ts";
import { testWrongProviders, type WrongProvider } from "../../../test/till-under-test.ts";
import { PaymentError, type OpenedCheckout } from "../../index.ts";
import { checkoutCases } from "./checkout-cases.ts";

const checkouts: readonly WrongProvider[] = [
  {
    name: "charges the credits instead of the cents",
    caught_by:
      "a checkout carries our payment, its amount in US cents, its product and both return addresses",
    provider: (_, till) => ({
      openCheckout: async (request) =>
        await createOrder(till, request, { cents: request.topup.credits }),
    }),
    message:
      /what the provider received, once: expected .*"amount_minor":4999.*got .*"amount_minor":500,/,
  },
  {
    name: "names the topup instead of the payment",
    caught_by:
      "a checkout carries our payment, its amount in US cents, its product and both return addresses",
    provider: (_, till) => ({
      openCheckout: async (request) =>
        await createOrder(till, request, { note: request.topup.topup_id }),
    }),
    message: /expected .*"our_payment_id":"pmt_.*got .*"our_payment_id":"tu_/,
  },
  {
    name: "sells the product that is configured now",
    caught_by:
      "a checkout is for the product of its payment, even when another is configured since",
    provider: (right, till) => ({
      openCheckout: async (request) =>
        await createOrder(till, request, { item: right.productOf(request.topup) }),
    }),
    message: /openCheckout\(\) for a product that is unknown returned/,
  },
  {
    name: "returns a page on a host that only resembles an allowed one",
    caught_by: "a checkout leads to an https page on an allowed host",
    provider: (_, till) => ({
      openCheckout: async (request) => ({
        ...(await createOrder(till, request)),
        checkout_url: "https://till.example.canary.example/",
      }),
    }),
    message: /must be https and on one of till\.example; buyers are sent there/,
  },
  {
    name: "returns an unencrypted page",
    caught_by: "a checkout leads to an https page on an allowed host",
    provider: (_, till) => ({
      openCheckout: async (request) => ({
        ...(await createOrder(till, request)),
        checkout_url: "http://till.example/page",
      }),
    }),
    message: /"http:\/\/till\.example\/page" must be https/,
  },
  {
    name: "sends the buyer to any page that the till names",
    caught_by: "a page on any other host is refused (where `namePage` is given)",
    provider: (_, till) => ({ openCheckout: async (request) => await createOrder(till, request) }),
    message:
      /openCheckout\(\) where the API names the page "https:\/\/canary\.example\/" returned .*; it must throw a PaymentError/,
  },
  {
    name: "returns further fields of the session",
    caught_by: "a created checkout has five fields and no others, which are written to the payment",
    provider: (_, till) => ({
      openCheckout: async (request) => ({ ...(await createOrder(till, request)), status: "open" }),
    }),
    message: /the fields of what openCheckout\(\) returns: expected .* got .*"status"/,
  },
  {
    name: "reports the end of a session in seconds",
    caught_by: "a created checkout has five fields and no others, which are written to the payment",
    provider: (_, till) => ({
      async openCheckout(request) {
        const opened = await createOrder(till, request);
        return { ...opened, expires_at: Math.floor(opened.expires_at / 1_000) };
      },
    }),
    message: /must be Unix milliseconds to come/,
  },
  {
    name: "returns one session twice",
    caught_by: "each checkout has a session of its own, even several at the same moment",
    provider(_, till) {
      let kept: Promise<OpenedCheckout> | null = null;
      return { openCheckout: async (request) => await (kept ??= createOrder(till, request)) };
    },
    message: /the sessions of 4 payments: expected 4, got 1/,
  },
  {
    name: "retries when the response is lost",
    caught_by:
      "a checkout whose response is lost is requested once: a second page could be paid too",
    provider: (_, till) => ({
      openCheckout: async (request) =>
        await createOrder(till, request)
          .catch(async () => await createOrder(till, request))
          .catch(() => refuse("The till cannot be reached.")),
    }),
    message: /whether at most one session was created, of which there are 2/,
  },
];

describe("the suite catches a provider that", () => testWrongProviders(checkouts, checkoutCases));

function refuse(message: string): never {
  throw new PaymentError("provider_unavailable", message);
}
