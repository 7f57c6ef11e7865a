/** Runs cases of `providerSuite` on the till, with a correct provider or with a wrong one. */
import { expect, test } from "vitest";
import type { PaymentProvider, ProviderFactory, ProviderRuntime } from "../src/index.ts";
import { providerCases, type CreateProvider, type ProviderCase } from "../src/testing/index.ts";
import type { TillOptions } from "./till-api.ts";
import { tillProvider } from "./till-provider.ts";
import { Till } from "./till.ts";

/** How a provider differs from the correct one. */
export interface Wrong {
  /** Methods that replace those of the correct provider. */
  provider?: (
    right: PaymentProvider,
    till: Till,
    runtime: ProviderRuntime,
  ) => Partial<PaymentProvider>;
  /** Makes the factory; default the correct one. */
  factory?: (options: TillOptions) => ProviderFactory;
  /** Adds a provider without a signing key, which the correct one cannot do without. */
  unsigned?: boolean;
}

/** A wrong provider, with the case that must fail on it and the message of that failure. */
export interface WrongProvider extends Wrong {
  name: string;
  caught_by: string;
  message: RegExp;
}

/** Creates the till and its provider; without `wrong`, a correct one. */
export function tillUnderTest({
  provider = () => ({}),
  factory = tillProvider,
  unsigned = false,
}: Wrong = {}): CreateProvider {
  return ({ clock }) => {
    const till = new Till(clock);
    const { fetch, api_key, signing_key } = till;
    const make = (options: TillOptions): ProviderFactory => {
      const made = factory(options);
      const create = (runtime: ProviderRuntime): PaymentProvider => {
        const right = made.create(runtime);
        return { ...right, ...provider(right, till, runtime) };
      };
      return { ...made, create };
    };
    const keyless = { fetch, api_key, item: "coins" };
    const options = { ...keyless, signing_key };
    return {
      factory: make(options),
      unconfigured: make({ fetch }),
      unsigned: unsigned ? make(keyless) : undefined,
      misconfigured: { "a short key": make({ ...options, signing_key: "canary-short" }) },
      secrets: [api_key, signing_key, "canary-short"],
      checkout_hosts: ["till.example"],
      unknown: { session_id: "ord_0", payment_id: "paid_0", product_id: "stamps" },
      account: till,
      dispose: () => {},
    };
  };
}

/** Creates the till without the controls that a test may leave out. */
export const bareTill: CreateProvider = async (options) => {
  const made = await tillUnderTest()(options);
  const { account } = made;
  const needed = {
    orders: () => account.orders(),
    pay: account.pay.bind(account),
    addPayment: account.addPayment.bind(account),
    deliver: account.deliver.bind(account),
    redeliver: account.redeliver.bind(account),
    sign: account.sign.bind(account),
    trouble: account.trouble.bind(account),
    signed_headers: account.signed_headers,
  };
  return { ...made, account: needed };
};

/** Runs one case. Returns `passed`, or the message that it fails with. */
export async function resultOf(name: string, create: CreateProvider): Promise<string> {
  const found = providerCases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return await found.run(create).then(
    () => "passed",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** Registers a test for each wrong provider, and one that every case catches at least one. */
export function testWrongProviders(
  wrong: readonly WrongProvider[],
  cases: readonly ProviderCase[],
): void {
  for (const { name, caught_by, message, ...rest } of wrong) {
    test(name, async () => expect(await resultOf(caught_by, tillUnderTest(rest))).toMatch(message));
  }
  test("every case catches one", () => {
    expect([...new Set(wrong.map(({ caught_by }) => caught_by))]).toEqual(
      cases.map(({ name }) => name),
    );
  });
}
