/** Cases about a provider whose configuration is complete, missing or wrong. */
import { PaymentError } from "../../errors.ts";
import type { Finding, PaymentProvider, ProviderFactory } from "../../core/provider.ts";
import { needPart } from "../register.ts";
import { expectEqual } from "../storage/check.ts";
import { providerCase, type Bench, type ProviderCase } from "./case.ts";
import { CALM, failureOf, reserve } from "./purchase.ts";

/** The format of a provider's id, which is used in URLs, in rows and in event ids. */
const ID = /^[a-z][a-z0-9_-]{0,31}$/;
const LEVELS = ["error", "warning", "note"];

/** Returns the findings of `check()`. Throws if `check()` throws, or if a finding is incomplete. */
async function findingsOf(provider: PaymentProvider, when: string): Promise<Finding[]> {
  const findings = await provider.check(CALM).catch((error: unknown) => {
    throw new Error(`check() ${when} threw ${String(error)}; report it as a finding`, {
      cause: error,
    });
  });
  for (const { level, code, message } of findings) {
    const complete = LEVELS.includes(level) && /^[a-z_]{3,64}$/.test(code) && message.length >= 20;
    if (!complete)
      throw new Error(
        `check() ${when}: ${JSON.stringify({ level, code, message })} is no finding; level is one of ${LEVELS.join(", ")}, code a word, message a sentence that says the fix`,
      );
  }
  return findings;
}

function hasError(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === "error");
}

function makeUnconfigured({ make, unconfigured }: Bench): PaymentProvider {
  try {
    return make(unconfigured);
  } catch (error) {
    throw new Error(
      `create() without a configuration threw ${String(error)}; report what is missing by method() and check(), so that the rest of the service runs`,
      { cause: error },
    );
  }
}

/**
 * Returns the `configuration` error that `factory` throws. Throws if `factory` throws no such
 * error, or if the error's message has fewer than 20 characters.
 */
function expectRefusal({ make }: Bench, what: string, factory: ProviderFactory): PaymentError {
  try {
    make(factory);
  } catch (error) {
    if (
      error instanceof PaymentError &&
      error.code === "configuration" &&
      error.message.length >= 20
    )
      return error;
    throw new Error(
      `create() with ${what} threw ${String(error)}; throw PaymentError("configuration") with the fix in words`,
      { cause: error },
    );
  }
  throw new Error(
    `create() with ${what} made a provider; what cannot work must throw at construction`,
  );
}

/** The cases about configuration, `method()` and `check()`. */
export const configurationCases: readonly ProviderCase[] = [
  // Each row stores the id of its provider, and the service finds the provider by this id.
  providerCase(
    "a provider has the id of its factory, a short word in lower case",
    async ({ factory, provider }) => {
      expectEqual(
        provider.id,
        factory.id,
        "provider.id, by which stored payments find their provider again",
      );
      if (!ID.test(provider.id))
        throw new Error(
          `the id ${JSON.stringify(provider.id)} must match ${String(ID)}: it is part of addresses and of the ids of events`,
        );
    },
  ),

  providerCase(
    "a whole configuration makes an enabled method, in the mode of the provider's environment",
    async ({ provider }) => {
      const { enabled, label, currency, reason, test_mode } = provider.method();
      expectEqual({ enabled, reason }, { enabled: true, reason: null }, "method()");
      expectEqual(
        { label: label !== "", currency: /^[a-z]{3}$/.test(currency) },
        { label: true, currency: true },
        `whether there is a label, and a currency in lower case, in ${JSON.stringify({ label, currency })}`,
      );
      expectEqual(
        ["test_mode", "live_mode"].includes(provider.environment),
        true,
        `whether the environment ${JSON.stringify(provider.environment)} is test_mode or live_mode`,
      );
      expectEqual(
        test_mode,
        provider.environment === "test_mode",
        "method().test_mode, which the button shows",
      );
    },
  ),

  // The rest of the service must run while one provider is not configured yet.
  providerCase(
    "a provider without a configuration constructs, is listed as not_configured, and refuses calls with a PaymentError",
    async (bench) => {
      const { topup } = reserve(bench);
      const provider = makeUnconfigured(bench);
      const { enabled, reason } = provider.method();
      expectEqual(
        { enabled, reason },
        { enabled: false, reason: "not_configured" },
        "method() without a configuration",
      );
      // Rows may be left from a time when the provider was configured. The service still queries
      // their payments, and must get a `PaymentError`.
      await failureOf(
        "readPayment() without a configuration",
        async () => await provider.readPayment(bench.unknown.payment_id, CALM),
      );
      await failureOf(
        "readSession() without a configuration",
        async () => await provider.readSession(bench.unknown.session_id, CALM),
      );
      const { code } = await failureOf("productOf() without a configuration", async () =>
        provider.productOf(topup),
      );
      expectEqual(code, "method_disabled", "the code of productOf() without a configuration");
      expectEqual(
        hasError(await findingsOf(provider, "without a configuration")),
        true,
        "whether check() finds an error without a configuration",
      );
    },
  ),

  // An operator should see the mistake when the service starts, not when the first buyer pays.
  providerCase(
    "a configuration that cannot work is refused at construction, without its value",
    async (bench) => {
      const entries = Object.entries(bench.misconfigured);
      expectEqual(entries.length > 0, true, "whether `misconfigured` names a configuration");
      for (const [what, factory] of entries) {
        const { message } = expectRefusal(bench, what, factory);
        const printed = bench.secrets.find((secret) => message.includes(secret));
        if (printed !== undefined)
          throw new Error(`the message for ${what} prints a secret: ${JSON.stringify(message)}`);
      }
    },
  ),

  providerCase(
    "check finds no error in a working configuration, and creates no session",
    async ({ provider, account }) => {
      const findings = await findingsOf(provider, "of a whole configuration");
      expectEqual(
        findings.filter(({ level }) => level === "error"),
        [],
        "the errors that check() finds",
      );
      expectEqual(account.orders().length, 0, "the sessions that check() created");
    },
  ),

  // Operators run `check()` when something is wrong, so it must not fail together with the API.
  providerCase("check reports an error of the API as a finding", async ({ provider, account }) => {
    for (const kind of ["down", "refused", "garbage", "lost"] as const) {
      account.trouble(kind, "");
      expectEqual(
        hasError(await findingsOf(provider, `while the API is ${kind}`)),
        true,
        `whether check() finds an error while the API is ${kind}`,
      );
    }
  }),

  providerCase(
    "a product that cannot be sold for the price gets no page, and check reports it (where `spoilProduct` is given)",
    async (bench) => {
      const { account, provider } = bench;
      needPart(account.spoilProduct, "spoilProduct");
      const reserved = reserve(bench);
      account.spoilProduct();
      const { code } = await failureOf(
        "openCheckout() with a product that cannot be sold",
        async () => await provider.openCheckout({ ...reserved, signal: CALM }),
      );
      expectEqual(
        code,
        "product_mismatch",
        "the code of openCheckout() with a product that cannot be sold",
      );
      expectEqual(
        account.orders().length,
        0,
        "the sessions that were created with it; check the product first",
      );
      expectEqual(
        hasError(await findingsOf(provider, "of a product that cannot be sold")),
        true,
        "whether check() finds an error in it",
      );
    },
  ),
];
