/** Cases about reading sessions, and about reading objects that the provider does not know. */
import { expectEqual } from "../storage/check.ts";
import { providerCase, type ProviderCase } from "./case.ts";
import { buy, CALM, open } from "./purchase.ts";

/** The cases about sessions, and about objects that the provider does not know. */
export const sessionCases: readonly ProviderCase[] = [
  providerCase("a session that is open is known and names no payment", async (bench) => {
    const { session_id } = await open(bench);
    expectEqual(
      await bench.provider.readSession(session_id, CALM),
      { known: true, provider_payment_id: null, status: null },
      "readSession() of a page nobody has paid on",
    );
  }),

  providerCase("a session that was paid names its payment", async (bench) => {
    const { session_id, provider_payment_id } = await buy(bench);
    expectEqual(
      await bench.provider.readSession(session_id, CALM),
      { known: true, provider_payment_id, status: "succeeded" },
      "readSession() of a page that was paid on",
    );
  }),

  // If the session named the declined payment, the core would not learn from the session that
  // another payment has succeeded, and could mark our payment as failed.
  providerCase(
    "a session that was paid after a decline names the successful payment",
    async (bench) => {
      const { session_id } = await buy(bench, { result: "failed" });
      const provider_payment_id = await bench.account.pay(session_id);
      expectEqual(
        await bench.provider.readSession(session_id, CALM),
        { known: true, provider_payment_id, status: "succeeded" },
        "readSession() after a second card",
      );
    },
  ),

  // After an error the core tries again later. If the object does not exist, trying again is of no
  // use. So the provider must answer that the object does not exist. The core can then decide what
  // becomes of the payment.
  providerCase(
    "an object that the provider does not know is an answer, and no error",
    async ({ provider, unknown }) => {
      const calls: [what: string, call: Promise<unknown>, expected: unknown][] = [
        [
          "readSession() of an unknown session",
          provider.readSession(unknown.session_id, CALM),
          { known: false },
        ],
        [
          "readPayment() of an unknown payment",
          provider.readPayment(unknown.payment_id, CALM),
          null,
        ],
        [
          "readTaxInclusive() of an unknown product",
          provider.readTaxInclusive(unknown.product_id, CALM),
          null,
        ],
      ];
      for (const [what, call, expected] of calls)
        expectEqual(await orFail(what, call), expected, what);
    },
  ),

  // The tax setting decides whether the core subtracts tax from the paid amount, so product and
  // checkout must have the same setting.
  providerCase("the tax setting of a product equals that of its checkout", async (bench) => {
    const { payment, opened } = await open(bench);
    expectEqual(
      await bench.provider.readTaxInclusive(payment.product_id ?? "", CALM),
      opened.tax_inclusive,
      "readTaxInclusive() of the product that was just sold",
    );
  }),
];

/** Returns the result of a call. If the call fails, throws an Error that says what is wrong. */
async function orFail<T>(what: string, call: Promise<T>): Promise<T> {
  return await call.catch((error: unknown) => {
    throw new Error(
      `${what} threw ${String(error)}; an unknown object is an answer, not an error`,
      {
        cause: error,
      },
    );
  });
}
