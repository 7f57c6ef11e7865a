import { describe } from "vitest";
import { TILL } from "../../../test/till-provider.ts";
import { findOut, type WrongProvider } from "../../../test/till-under-test.ts";
import type { Till } from "../../../test/till.ts";
import { PaymentError } from "../../index.ts";
import { troubleCases } from "./trouble-cases.ts";

const wrong: readonly WrongProvider[] = [
  {
    name: "takes an outage for an unknown payment",
    caught_by: "an outage is provider_unavailable, and never taken for an answer",
    provider: (right) => ({
      readPayment: async (id, signal) => await right.readPayment(id, signal).catch(() => null),
    }),
    told: /readPayment\(\) while the API is down gave null; it must throw a PaymentError/,
  },
  {
    name: "takes an outage for a session that is gone",
    caught_by: "an outage is provider_unavailable, and never taken for an answer",
    provider: (right) => ({
      readSession: async (id, signal) =>
        await right.readSession(id, signal).catch(() => ({ known: false as const })),
    }),
    told: /readSession\(\) while the API is down gave {"known":false}/,
  },
  {
    name: "lets foreign errors out",
    caught_by: "an outage is provider_unavailable, and never taken for an answer",
    provider: (right) => ({
      readTaxInclusive: async (id, signal) =>
        await right
          .readTaxInclusive(id, signal)
          .catch(async () => await Promise.reject(new TypeError("fetch failed"))),
    }),
    told: /readTaxInclusive\(\) while the API is down threw TypeError: fetch failed; whatever goes wrong must be thrown as a PaymentError/,
  },
  {
    name: "asks again for ever with a key that is refused",
    caught_by: "a refused key is provider_rejected",
    provider: (right) => ({
      readPayment: async (id, signal) =>
        await right.readPayment(id, signal).catch(() => refuse("The till cannot be reached.")),
    }),
    told: /the code of readPayment\(\) while the key is refused: expected "provider_rejected", got "provider_unavailable"/,
  },
  {
    name: "takes a page of HTML for an empty list",
    caught_by: "an answer that makes no sense decides nothing",
    provider: (right) => ({
      listRecent: async (window, page, signal) =>
        await right.listRecent(window, page, signal).catch(() => ({ ours: [], last: true })),
    }),
    told: /listRecent\(\) while the API is garbage gave {"ours":\[\],"last":true}; it must throw/,
  },
  {
    name: "stays broken",
    caught_by: "after trouble the next call works",
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
    told: /readSession\(\) after the API was down threw PaymentError/,
  },
  {
    name: "does not pass the signal on",
    caught_by:
      "an aborted signal ends a call soon, and an answer that comes too late opens no page",
    provider: (right) => ({
      readPayment: async (id) => await right.readPayment(id, new AbortController().signal),
    }),
    told: /whether readPayment\(\) has ended 1000 ms after its signal was aborted: expected true, got false/,
  },
  {
    name: "throws the reason of the abort",
    caught_by:
      "an aborted signal ends a call soon, and an answer that comes too late opens no page",
    provider: (right) => ({
      listRecent: async (window, page, signal) =>
        await right.listRecent(window, page, signal).catch((error: unknown) => {
          signal.throwIfAborted();
          throw error;
        }),
    }),
    told: /listRecent\(\) that was aborted threw AbortError/,
  },
  {
    name: "tells the words of the till",
    caught_by: "no message has words of the provider's or a secret in it",
    provider: (right, till) => ({
      readPayment: async (id, signal) =>
        await right.readPayment(id, signal).catch(async () => refuse(await wordsOf(till))),
    }),
    told: /the message of readPayment\(\) while the API is down has "canary-words-of-the-provider" in it/,
  },
  {
    name: "logs its key",
    caught_by: "no message has words of the provider's or a secret in it",
    provider: (right, till, { logger }) => ({
      async readSession(id, signal) {
        logger.info("asking", { authorization: till.api_key });
        return await right.readSession(id, signal);
      },
    }),
    told: /the log has "till-canary-api-key" in it/,
  },
  {
    name: "keeps the buyer with the payment",
    caught_by: "who has paid, and with what card, is told nowhere",
    provider: (right) => ({
      readDelivery: (headers, body) => ({
        ...right.readDelivery(headers, body),
        payload_json: new TextDecoder().decode(body),
      }),
    }),
    told: /a delivery about a payment has "canary\.buyer@example\.com" in it/,
  },
  {
    name: "logs who has paid",
    caught_by: "who has paid, and with what card, is told nowhere",
    provider: (right, till, { logger }) => ({
      async readPayment(id, signal) {
        logger.info("read", { payer: JSON.stringify(till.paid.get(id)?.payer) });
        return await right.readPayment(id, signal);
      },
    }),
    told: /the log has "canary\.buyer@example\.com" in it/,
  },
];

describe("a provider is found out that", () => findOut(wrong, troubleCases));

/** What the till answers now. */
async function wordsOf(till: Till): Promise<string> {
  const response = await till
    .fetch(new Request(`${TILL}/payments/x`))
    .catch((error: unknown) => new Response(String(error)));
  return await response.text();
}

function refuse(message: string): never {
  throw new PaymentError("provider_unavailable", message);
}
