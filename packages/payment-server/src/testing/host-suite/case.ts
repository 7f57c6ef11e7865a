/** What a case of `hostSuite` is, and what it works with. */
import type { Topup } from "../../core/host.ts";
import type { PaymentServiceOptions } from "../../options.ts";

/** The two functions of a host, as `PaymentService` takes them. */
export type HostFunctions = Pick<PaymentServiceOptions, "readTopup" | "finishTopup">;

/** The fields of a topup that is to be created. */
export type NewTopup = Pick<Topup, "user_id" | "credits" | "usd_cents">;

/** A host to be checked, on fresh and empty data. */
export interface HostUnderTest {
  /** The functions that are checked. */
  host: HostFunctions;
  /**
   * The same functions over another connection to the same data, as another process would have
   * them; default `host`.
   */
  second?: HostFunctions | undefined;
  /**
   * Creates a user and returns the id. Needed where users must exist, or where ids are not free
   * text; by default any text is taken as the id of a user.
   */
  createUser?: (() => Promise<string> | string) | undefined;
  /** Creates a pending topup and returns its `topup_id`. */
  createTopup(topup: NewTopup): Promise<string> | string;
  /** Returns the credits of a user; 0 for a user without a balance. */
  balanceOf(user_id: string): Promise<number> | number;
  /** Closes everything and removes the data. */
  dispose(): Promise<void> | void;
  /**
   * Runs `call` while the database refuses to write to the topups or to the balances, for instance
   * by a trigger or a constraint, and removes the refusal afterwards. Without it, the two cases
   * about a write that fails check nothing.
   */
  refuseWrites?:
    | ((table: "topups" | "balances", call: () => Promise<void>) => Promise<void>)
    | undefined;
  /**
   * Runs the host in a process of its own. Without it, the case about killed processes checks
   * nothing.
   */
  inProcess?: { start(): Promise<HostProcess> } | undefined;
}

/** A process that holds the host, on the same data. */
export interface HostProcess {
  /**
   * Makes the process call its `finishTopup()`, without waiting for it. The process can pass
   * `sampleExtra(topup_id)` as `extra`, with `{ topup }` as the second argument where your host
   * compares the topup with `extra.topup`.
   */
  finish(topup_id: string): void;
  /** Kills the process without a chance to clean up (SIGKILL), and waits until it has ended. */
  kill(): Promise<void>;
}

/** Creates a host to be checked, once for each case. */
export type CreateHost = () => Promise<HostUnderTest> | HostUnderTest;

/** One guarantee of a host. `run` throws an Error that says what is wrong and the fix. */
export interface HostCase {
  name: string;
  run(create: CreateHost): Promise<void>;
}

/** What the body of a case is given: a host that always has a second connection, or the same. */
export interface Bench extends HostUnderTest {
  second: HostFunctions;
}

/** Makes a case, which runs `body` on a host of its own and always disposes of it. */
export function hostCase(name: string, body: (bench: Bench) => Promise<void>): HostCase {
  return {
    name,
    async run(create) {
      const made = await create();
      try {
        await body({ ...made, second: made.second ?? made.host });
      } finally {
        await made.dispose();
      }
    },
  };
}
