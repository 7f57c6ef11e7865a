/** Cases about failures of the API: which codes are thrown, and what no message may contain. */
import type { Trouble } from "./account.ts";
import { providerCase, type Bench, type ProviderCase } from "./case.ts";
import { expectEqual } from "../storage/check.ts";
import { buy, CALM, endsWithin, failureOf, open, reserve, type Bought } from "./purchase.ts";

/**
 * The text that the API puts into its error responses. The text of a real API may contain anything,
 * so no message or log may repeat it.
 */
const FOREIGN = "canary-text-of-the-provider";
const DAY_MS = 86_400_000;
/** How long a call may still take after it was aborted, in milliseconds of real time. */
const SOON_MS = 1_000;

const BUYER = {
  email: "canary.buyer@example.com",
  name: "Canary Buyerson",
  street: "7 Canary Street",
  card: "4000056655665556",
};

/** The provider's methods that send requests to the API, by name, except `check()`. */
const CALLS: Readonly<
  Record<string, (bench: Bench, bought: Bought, signal: AbortSignal) => Promise<unknown>>
> = {
  openCheckout: async (bench, _, signal) =>
    await bench.provider.openCheckout({ ...reserve(bench), signal }),
  readSession: async ({ provider }, { session_id }, signal) =>
    await provider.readSession(session_id, signal),
  readPayment: async ({ provider }, { provider_payment_id }, signal) =>
    await provider.readPayment(provider_payment_id, signal),
  readTaxInclusive: async ({ provider }, { payment }, signal) =>
    await provider.readTaxInclusive(payment.product_id ?? "", signal),
  listRecent: async ({ provider, time }, _, signal) =>
    await provider.listRecent({ since: time.now - DAY_MS, until: time.now }, 0, signal),
};

/**
 * Makes the API fail as `kind` says, and leaves it so. Returns the code and the message that each
 * of `CALLS` throws.
 */
async function failures(
  bench: Bench,
  kind: Trouble,
): Promise<{ name: string; code: string; message: string }[]> {
  const bought = await buy(bench);
  bench.account.trouble(kind, FOREIGN);
  const found = [];
  for (const [name, call] of Object.entries(CALLS)) {
    const { code, message } = await failureOf(
      `${name}() while the API is ${kind}`,
      async () => await call(bench, bought, CALM),
    );
    found.push({ name, code, message });
  }
  return found;
}

/** Throws if the text contains one of the secrets. */
function expectNone(text: string, secrets: readonly string[], what: string): void {
  const found = secrets.find((secret) => text.includes(secret));
  if (found !== undefined)
    throw new Error(`${what} has ${JSON.stringify(found)} in it: ${text.slice(0, 1_000)}`);
}

/** The cases about errors of the API, aborted calls and secrets. */
export const apiErrorCases: readonly ProviderCase[] = [
  // If an outage were returned as "not paid", the core could give up payments that are paid.
  providerCase(
    "an outage is provider_unavailable, and never taken for an answer",
    async (bench) => {
      for (const kind of ["down", "lost"] as const) {
        bench.account.trouble(null, "");
        for (const { name, code } of await failures(bench, kind))
          expectEqual(
            code,
            "provider_unavailable",
            `the code of ${name}() while the API is ${kind}`,
          );
      }
    },
  ),

  providerCase("a refused key is provider_rejected", async (bench) => {
    for (const { name, code } of await failures(bench, "refused"))
      expectEqual(code, "provider_rejected", `the code of ${name}() while the key is refused`);
  }),

  // Proxies and maintenance pages may answer with HTML and status 200. Such a response must lead to
  // an error, and not be read as a result.
  providerCase("an answer that makes no sense decides nothing", async (bench) => {
    for (const { name, code } of await failures(bench, "garbage")) {
      expectEqual(
        ["provider_invalid", "provider_unavailable"].includes(code),
        true,
        `whether ${code} of ${name}() says that the answer makes no sense`,
      );
    }
  }),

  // A provider may cache its API client, or a rejected promise. Once the API works again, the next
  // call must not fail because of what was cached.
  providerCase("after an error the next call works", async (bench) => {
    for (const kind of ["down", "refused", "garbage", "lost"] as const) {
      await failures(bench, kind);
      bench.account.trouble(null, "");
      const bought = await buy(bench);
      for (const [name, call] of Object.entries(CALLS)) {
        await call(bench, bought, CALM).catch((error: unknown) => {
          throw new Error(`${name}() after the API was ${kind} threw ${String(error)}`, {
            cause: error,
          });
        });
      }
    }
  }),

  // After an abort the caller no longer waits. If the call still created a checkout page, no row
  // would have the session of that page.
  providerCase(
    "an aborted signal ends a call soon, and a late response creates no page",
    async (bench) => {
      const bought = await buy(bench);
      bench.account.trouble("silent", "");
      for (const [name, run] of [...Object.entries(CALLS), ["check", checkOf] as const]) {
        for (const after_ms of [0, 20]) {
          const abort = new AbortController();
          if (after_ms === 0) abort.abort();
          const call = run(bench, bought, abort.signal);
          if (after_ms > 0) setTimeout(() => abort.abort(), after_ms);
          expectEqual(
            await endsWithin(SOON_MS, call),
            true,
            `whether ${name}() has ended ${SOON_MS} ms after its signal was aborted`,
          );
          if (name !== "check")
            await failureOf(`${name}() that was aborted`, async () => await call);
        }
      }
      expectEqual(bench.account.orders().length, 1, "the sessions that were created");
    },
  ),

  providerCase("no message contains text of the provider's or a secret", async (bench) => {
    const secrets = [FOREIGN, ...bench.secrets];
    for (const kind of ["down", "refused", "garbage", "lost"] as const) {
      bench.account.trouble(null, "");
      for (const { name, message } of await failures(bench, kind))
        expectNone(message, secrets, `the message of ${name}() while the API is ${kind}`);
      expectNone(
        JSON.stringify(await bench.provider.check(CALM)),
        secrets,
        `check() while the API is ${kind}`,
      );
    }
    expectNone(bench.log.join("\n"), secrets, "the log");
  }),

  providerCase("nothing that is returned or logged names the buyer or the card", async (bench) => {
    const { account, provider, time, secrets } = bench;
    const { session_id } = await open(bench);
    const id = await account.pay(session_id, { buyer: BUYER });
    const returned: Record<string, unknown> = {
      "readSession()": await provider.readSession(session_id, CALM),
      "readPayment()": await provider.readPayment(id, CALM),
      "listRecent()": await provider.listRecent(
        { since: time.now - DAY_MS, until: time.now },
        0,
        CALM,
      ),
    };
    for (const kind of ["payment", "refund", "dispute", "other"] as const) {
      if (kind === "refund" || kind === "dispute") {
        if (account[kind] === undefined) continue;
        await account[kind](id);
      }
      const { headers, body } = await account.deliver(kind, id);
      returned[`a delivery about a ${kind}`] = provider.readDelivery(headers, body);
    }
    for (const [what, value] of Object.entries(returned))
      expectNone(JSON.stringify(value), [...Object.values(BUYER), ...secrets], what);
    expectNone(bench.log.join("\n"), [...Object.values(BUYER), ...secrets], "the log");
  }),
];

async function checkOf({ provider }: Bench, _: Bought, signal: AbortSignal): Promise<unknown> {
  return await provider.check(signal);
}
