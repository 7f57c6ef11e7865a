import type { PaymentProvider, ProviderFactory } from "../../core/provider.ts";
import type { ProviderAccount } from "./account.ts";

/** A provider to be checked, and an empty account at its side: a local copy of the provider, or a test account. */
export interface ProviderUnderTest {
  /** Configured wholly, by options: there are no variables. */
  factory: ProviderFactory;
  /** Without any option. */
  unconfigured: ProviderFactory;
  /** Without a signing key, where the provider can do without one. */
  unsigned?: ProviderFactory | undefined;
  /** Configurations that cannot work, by what is wrong with them. */
  misconfigured: Readonly<Record<string, ProviderFactory>>;
  /** Keys, those of `misconfigured` too: none of them may be told to anybody. */
  secrets: readonly string[];
  /** The hosts a checkout page may be on. */
  checkout_hosts: readonly string[];
  /** A price that the configured product can be sold for, in US cents; default 4,999. */
  usd_cents?: number | undefined;
  /** Ids of the right look that the account does not know. */
  unknown: { session_id: string; payment_id: string; product_id: string };
  account: ProviderAccount;
  /** Ends what runs, calls that were left without an answer too. */
  dispose(): Promise<void> | void;
}

/** Makes one for each case. Provider and account run by `clock` (Unix milliseconds). */
export type CreateProvider = (options: {
  clock: () => number;
}) => Promise<ProviderUnderTest> | ProviderUnderTest;

/** One thing the core relies on. `run` throws an Error that says what is wrong and the fix. */
export interface ProviderCase {
  name: string;
  run(create: CreateProvider): Promise<void>;
}

/** What a case works with. */
export interface Bench extends ProviderUnderTest {
  provider: PaymentProvider;
  /** Makes a provider as the service does. */
  make(factory: ProviderFactory): PaymentProvider;
  /** The clock; a case moves it. */
  time: { now: number };
  /** Every line of the log. */
  log: string[];
}

/** 2026-11-23T08:16:00Z */
const NOW = 1_795_421_760_000;

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
