/** What a case of `providerSuite` is, and what it works with. */
import type { PaymentProvider, ProviderFactory } from "../../core/provider.ts";
import type { ProviderAccount } from "./account.ts";

/**
 * A provider to be checked, beside an empty account: a local copy of the provider, or a test
 * account at it.
 */
export interface ProviderUnderTest {
  /** The provider with everything configured by options, since the suite sets no variables. */
  factory: ProviderFactory;
  /** The provider without any option. */
  unconfigured: ProviderFactory;
  /** The provider without a signing key, if it can work without one. */
  unsigned?: ProviderFactory | undefined;
  /** Configurations that cannot work, each under a description of what is wrong with it. */
  misconfigured: Readonly<Record<string, ProviderFactory>>;
  /** All keys, those of `misconfigured` too. None of them may appear in a message or in the log. */
  secrets: readonly string[];
  /** The hosts that a checkout page may be on. */
  checkout_hosts: readonly string[];
  /** A price that the configured product can be sold for, in US cents; default 4,999. */
  usd_cents?: number | undefined;
  /** Well-formed ids that the account does not know. */
  unknown: { session_id: string; payment_id: string; product_id: string };
  /** What a test can make happen at the provider. */
  account: ProviderAccount;
  /** Ends everything that runs, including calls that are still without a response. */
  dispose(): Promise<void> | void;
}

/**
 * Makes a provider and its account, once for each case. Both must read the time from `clock` (Unix
 * milliseconds), because cases move it.
 */
export type CreateProvider = (options: {
  clock: () => number;
}) => Promise<ProviderUnderTest> | ProviderUnderTest;

/** One thing the core relies on. `run` throws an Error that says what is wrong and the fix. */
export interface ProviderCase {
  name: string;
  run(create: CreateProvider): Promise<void>;
}

/** What the body of a case is given. */
export interface Bench extends ProviderUnderTest {
  /** The provider that `factory` makes. */
  provider: PaymentProvider;
  /** Makes a provider as the service does. */
  make(factory: ProviderFactory): PaymentProvider;
  /** The clock of the provider and its account, in Unix milliseconds; a case may move it. */
  time: { now: number };
  /** Every line that was logged. */
  log: string[];
}

/** The time at which each case begins: 2026-11-23T08:16:00Z. */
const NOW = 1_795_421_760_000;

/** Makes a case, which runs `body` on a provider of its own and always disposes of it. */
export function providerCase(name: string, body: (bench: Bench) => Promise<void>): ProviderCase {
  return {
    name,
    async run(create) {
      const [time, log]: [Bench["time"], string[]] = [{ now: NOW }, []];
      const clock = (): number => time.now;
      const write = (message: string, fields: unknown = {}): unknown =>
        log.push(`${message} ${JSON.stringify(fields)}`);
      const make: Bench["make"] = (factory) =>
        factory.create({
          env: () => undefined,
          clock,
          logger: { info: write, warn: write, error: write },
        });
      const made = await create({ clock });
      try {
        await body({ ...made, provider: make(made.factory), make, time, log });
      } finally {
        await made.dispose();
      }
    },
  };
}
