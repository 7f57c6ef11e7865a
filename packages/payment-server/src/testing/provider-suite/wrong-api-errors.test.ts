import { describe } from "vitest";
import { TILL } from "../../../test/till-api.ts";
import { testWrongProviders, type WrongProvider } from "../../../test/till-under-test.ts";
import type { Till } from "../../../test/till.ts";
import { PaymentError } from "../../index.ts";
import { apiErrorCases } from "./api-error-cases.ts";

const errors: readonly WrongProvider[] = [
  {
    name: "reads an outage as an unknown payment",
    caught_by: "an outage is provider_unavailable, and never taken for an answer",
    provider: (right) => ({
      readPayment: async (id, signal) => await right.readPayment(id, signal).catch(() => null),
    }),
    message: /readPayment\(\) while the API is down returned null; it must throw a PaymentError/,
  },
  {
    name: "reads an outage as an unknown session",
    caught_by: "an outage is provider_unavailable, and never taken for an answer",
    provider: (right) => ({
      readSession: async (id, signal) =>
        await right.readSession(id, signal).catch(() => ({ known: false as const })),
    }),
    message: /readSession\(\) while the API is down returned {"known":false}/,
  },
  {
    name: "throws errors of other libraries",
    caught_by: "an outage is provider_unavailable, and never taken for an answer",
    provider: (right) => ({
      readTaxInclusive: async (id, signal) =>
        await right
          .readTaxInclusive(id, signal)
          .catch(async () => await Promise.reject(new TypeError("fetch failed"))),
    }),
    message:
      /readTaxInclusive\(\) while the API is down threw TypeError: fetch failed; throw every failure as a PaymentError/,
  },
  {
    name: "reports a refused key as an outage",
    caught_by: "a refused key is provider_rejected",
    provider: (right) => ({
      readPayment: async (id, signal) =>
        await right.readPayment(id, signal).catch(() => refuse("The till cannot be reached.")),
    }),
    message:
      /the code of readPayment\(\) while the key is refused: expected "provider_rejected", got "provider_unavailable"/,
  },
  {
    name: "reads a page of HTML as an empty list",
    caught_by: "an answer that makes no sense decides nothing",
    provider: (right) => ({
      listRecent: async (window, page, signal) =>
        await right.listRecent(window, page, signal).catch(() => ({ ours: [], last: true })),
    }),
    message:
      /listRecent\(\) while the API is garbage returned {"ours":\[\],"last":true}; it must throw/,
  },
  {
    name: "keeps failing after an outage",
    caught_by: "after an error the next call works",
    provider(right) {
      let broken: unknown = null;
      return {
        async readSession(id, signal) {
          if (broken !== null) throw broken;
          return await right.readSession(id, signal).catch((error: unknown) => {
            throw (broken = error);
          });
        },
      };
    },
    message: /readSession\(\) after the API was down threw PaymentError/,
  },
  {
    name: "does not pass the signal on",
    caught_by: "an aborted signal ends a call soon, and a late response creates no page",
    provider: (right) => ({
      readPayment: async (id) => await right.readPayment(id, new AbortController().signal),
    }),
    message:
      /whether readPayment\(\) has ended 1000 ms after its signal was aborted: expected true, got false/,
  },
  {
    name: "throws the reason of the abort",
    caught_by: "an aborted signal ends a call soon, and a late response creates no page",
    provider: (right) => ({
      listRecent: async (window, page, signal) =>
        await right.listRecent(window, page, signal).catch((error: unknown) => {
          signal.throwIfAborted();
          throw error;
        }),
    }),
    message: /listRecent\(\) that was aborted threw AbortError/,
  },
  {
    name: "passes on the text of the till",
    caught_by: "no message contains text of the provider's or a secret",
    provider: (right, till) => ({
      readPayment: async (id, signal) =>
        await right.readPayment(id, signal).catch(async () => refuse(await textNow(till))),
    }),
    message:
      /the message of readPayment\(\) while the API is down has "canary-text-of-the-provider" in it/,
  },
  {
    name: "logs its key",
    caught_by: "no message contains text of the provider's or a secret",
    provider: (right, till, { logger }) => ({
      async readSession(id, signal) {
        logger.info("asking", { authorization: till.api_key });
        return await right.readSession(id, signal);
      },
    }),
    message: /the log has "till-canary-api-key" in it/,
  },
  {
    name: "stores the buyer with the payment",
    caught_by: "nothing that is returned or logged names the buyer or the card",
    provider: (right) => ({
      readDelivery: (headers, body) => ({
        ...right.readDelivery(headers, body),
        payload_json: new TextDecoder().decode(body),
      }),
    }),
    message: /a delivery about a payment has "canary\.buyer@example\.com" in it/,
  },
  {
    name: "logs who has paid",
    caught_by: "nothing that is returned or logged names the buyer or the card",
    provider: (right, till, { logger }) => ({
      async readPayment(id, signal) {
        logger.info("read", { payer: JSON.stringify(till.paid.get(id)?.payer) });
        return await right.readPayment(id, signal);
      },
    }),
    message: /the log has "canary\.buyer@example\.com" in it/,
  },
];

describe("the suite catches a provider that", () => testWrongProviders(errors, apiErrorCases));

/** The text that the till answers with now. */
async function textNow(till: Till): Promise<string> {
  const response = await till
    .fetch(new Request(`${TILL}/payments/x`))
    .catch((error: unknown) => new Response(String(error)));
  return await response.text();
}

function refuse(message: string): never {
  throw new PaymentError("provider_unavailable", message);
}
