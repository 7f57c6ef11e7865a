/** Defines the cases of `hostSuite`, and the host that they check. */
import type { Topup } from "../../core/host.ts";
import type { PaymentServiceOptions } from "../../options.ts";
import { skipOrThrow } from "../register.ts";
import { withFields } from "../with-fields.ts";

/** A host's `readTopup()` and `finishTopup()`, as `PaymentServiceOptions` describes them. */
export type HostFunctions = Pick<PaymentServiceOptions, "readTopup" | "finishTopup">;

/** The fields with which a case creates a topup. */
export type NewTopup = Pick<Topup, "user_id" | "credits" | "usd_cents">;

/** The host that a case checks, with empty tables, and functions to prepare and read them. */
export interface HostUnderTest {
  /** The host's `readTopup()` and `finishTopup()`, which the case checks. */
  host: HostFunctions;
  /**
   * The host's functions on a second connection to the same data, as another process would use
   * them. The default is `host`.
   */
  second?: HostFunctions | undefined;
  /**
   * Creates a user and returns the id. This function is required if users must exist, or if their
   * ids must have a certain format. Without it, each case makes up its user ids.
   */
  createUser?: (() => Promise<string> | string) | undefined;
  /** Creates a pending topup and returns its `topup_id`. */
  createTopup(topup: NewTopup): Promise<string> | string;
  /** Returns the credits of a user; 0 for a user without a balance. */
  balanceOf(user_id: string): Promise<number> | number;
  /** Closes everything and removes the data. */
  dispose(): Promise<void> | void;
  /**
   * Makes the database refuse writes to the topups or to the balances, for instance with a trigger.
   * Then runs `call`, and allows the writes again. Without this function, the two cases about
   * failed writes check nothing.
   */
  refuseWrites?:
    | ((table: "topups" | "balances", call: () => Promise<void>) => Promise<void>)
    | undefined;
  /**
   * Starts the host in a process of its own. Without this field, the case about killed processes
   * checks nothing.
   */
  inProcess?: { start(): Promise<HostProcess> } | undefined;
}

/** A process in which the host runs, connected to the data that the case checks. */
export interface HostProcess {
  /**
   * Makes the process call its `finishTopup()`, and returns without waiting for the call. The
   * process can pass `sampleExtra(topup_id)` as `extra`. If your host compares `extra.topup` with
   * the stored topup, use `sampleExtra(topup_id, { topup })` with the stored values.
   */
  finish(topup_id: string): void;
  /** Kills the process without a chance to clean up (SIGKILL), and waits until it has ended. */
  kill(): Promise<void>;
}

/** Creates a host to be checked, once for each case. */
export type CreateHost = () => Promise<HostUnderTest> | HostUnderTest;

/**
 * A test case that checks one guarantee of a host. `run` throws an Error that says what is wrong.
 */
export interface HostCase {
  name: string;
  /**
   * Runs the case. `context` is the first argument that the runner passes to a test. If the case
   * needs an optional part that is not given, `context.skip()` is called where there is one.
   */
  run(create: CreateHost, context?: unknown): Promise<void>;
}

/**
 * The argument of `body` in `hostCase()`: the host under test. `second` is `host` if the test gave
 * no `second`.
 */
export interface Bench extends HostUnderTest {
  second: HostFunctions;
}

/** Creates a case that runs `body` on a new host and disposes of it afterwards. */
export function hostCase(name: string, body: (bench: Bench) => Promise<void>): HostCase {
  return {
    name,
    async run(create, context) {
      const made = await create();
      try {
        await body(withFields(made, { second: made.second ?? made.host }));
      } catch (error) {
        skipOrThrow(error, context);
      } finally {
        await made.dispose();
      }
    },
  };
}
