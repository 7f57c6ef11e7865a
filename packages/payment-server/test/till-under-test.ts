/** The till's provider on a till, and what is put before it to see what providerSuite says of a wrong one. */
import { expect, test } from "vitest";
import type { PaymentProvider, ProviderFactory, ProviderRuntime } from "../src/index.ts";
import { providerCases, type CreateProvider, type ProviderCase } from "../src/testing/index.ts";
import { tillProvider, type TillOptions } from "./till-provider.ts";
import { Till } from "./till.ts";

/** What is other than it should be. */
export interface Wrong {
  provider?: (
    right: PaymentProvider,
    till: Till,
    runtime: ProviderRuntime,
  ) => Partial<PaymentProvider>;
  factory?: (options: TillOptions) => ProviderFactory;
  /** Names a provider without a signing key, which the till's own is not without. */
  unsigned?: boolean;
}

/** A provider that one case finds out. */
export interface WrongProvider extends Wrong {
  name: string;
  caught_by: string;
  told: RegExp;
}

/** Without `wrong`, the provider as it should be. */
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

/** `passed`, or what the case says of the provider. */
export async function answerOf(name: string, create: CreateProvider): Promise<string> {
  const found = providerCases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return await found.run(create).then(
    () => "passed",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** Registers a test for each, and one that no case is without a provider that it finds out. */
export function findOut(wrong: readonly WrongProvider[], cases: readonly ProviderCase[]): void {
  for (const { name, caught_by, told, ...rest } of wrong) {
    test(name, async () => expect(await answerOf(caught_by, tillUnderTest(rest))).toMatch(told));
  }
  test("every case finds out one", () => {
    expect([...new Set(wrong.map(({ caught_by }) => caught_by))]).toEqual(
      cases.map(({ name }) => name),
    );
  });
}
