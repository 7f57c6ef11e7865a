/** Defines the cases of `providerSuite`, and the provider that they check. */
import type { PaymentProvider, ProviderFactory } from "../../core/provider.ts";
import type { ProviderAccount } from "./account.ts";
import { skipOrThrow } from "../register.ts";
import { withFields } from "../with-fields.ts";

/**
 * The provider that a case checks, and an empty account at the provider. The account is in a local
 * copy of the provider. The case controls the clock and the failures of this copy.
 */
export interface ProviderUnderTest {
  /** Creates the provider with all its options; the suite sets no environment variables. */
  factory: ProviderFactory;
  /** Creates the provider without any option, so that it is not configured. */
  unconfigured: ProviderFactory;
  /** Creates the provider without a signing key, if it can work without one. */
  unsigned?: ProviderFactory | undefined;
  /** Factories with a wrong configuration. Each key says what is wrong, such as `a short key`. */
  misconfigured: Readonly<Record<string, ProviderFactory>>;
  /**
   * All API keys and signing keys, including those of `misconfigured`. No message and no log line
   * may contain any of them.
   */
  secrets: readonly string[];
  /** The hosts that a checkout page may be on, with the port if it is not the default one. */
  checkout_hosts: readonly string[];
  /** A price that the configured product can be sold for, in US cents; default 4,999. */
  usd_cents?: number | undefined;
  /** Well-formed ids of objects that do not exist at the provider. */
  unknown: { session_id: string; payment_id: string; product_id: string };
  /** The functions that control the account at the provider. */
  account: ProviderAccount;
  /** Stops everything that the test has started, and ends calls that still wait for a response. */
  dispose(): Promise<void> | void;
}

/**
 * Creates a provider and its account, once for each case. Both must read the time from `clock`
 * (Unix milliseconds), because cases set it forward.
 */
export type CreateProvider = (options: {
  clock: () => number;
}) => Promise<ProviderUnderTest> | ProviderUnderTest;

/**
 * A test case that checks one behaviour of a provider that the core relies on. `run` throws an
 * Error that says what is wrong.
 */
export interface ProviderCase {
  name: string;
  /**
   * Runs the case. `context` is the first argument that the runner passes to a test. If the case
   * needs an optional part that is not given, `context.skip()` is called where there is one.
   */
  run(create: CreateProvider, context?: unknown): Promise<void>;
}

/** The argument of `body` in `providerCase()`: the provider under test, its clock and its log. */
export interface Bench extends ProviderUnderTest {
  /** The provider that `factory` has created. */
  provider: PaymentProvider;
  /** Creates a provider as the service does, without environment variables. */
  make(factory: ProviderFactory): PaymentProvider;
  /** The clock of the provider and its account, in Unix milliseconds. A case may set it. */
  time: { now: number };
  /** Every line that the provider has logged. */
  log: string[];
}

/** The time at which each case begins: 2026-11-23T08:16:00Z. */
const NOW = 1_795_421_760_000;

/** Creates a case that runs `body` on a new provider and disposes of it afterwards. */
export function providerCase(name: string, body: (bench: Bench) => Promise<void>): ProviderCase {
  return {
    name,
    async run(create, context) {
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
        await body(withFields(made, { provider: make(made.factory), make, time, log }));
      } catch (error) {
        skipOrThrow(error, context);
      } finally {
        await made.dispose();
      }
    },
  };
}
