import type { Topup } from "../../core/host.ts";
import type { PaymentServiceOptions } from "../../options.ts";

/** The two functions of a host, as `PaymentService` takes them. */
export type HostFunctions = Pick<PaymentServiceOptions, "readTopup" | "finishTopup">;

/** What a host's own code says of a topup when it makes one. */
export type NewTopup = Pick<Topup, "user_id" | "credits" | "usd_cents">;

/** A host to be checked, on fresh, empty data. */
export interface HostUnderTest {
  host: HostFunctions;
  /** The same functions over another connection to the same data, as another process would have them. */
  second?: HostFunctions | undefined;
  /** Makes a user and returns the id, where users must be known or ids are not free text; default: any text is a user. */
  createUser?: (() => Promise<string> | string) | undefined;
  /** Makes a pending topup and returns its `topup_id`. */
  createTopup(topup: NewTopup): Promise<string> | string;
  /** The credits of a user; 0 for one who never bought. */
  balanceOf(user_id: string): Promise<number> | number;
  /** Closes everything and removes the data. */
  dispose(): Promise<void> | void;
  /**
   * Runs `call` while the database refuses to write to the topups or to the balances, for instance by a trigger or a
   * constraint, and ends with the refusal gone. Without it the two cases about a failure in the middle check nothing.
   */
  refuseWrites?:
    | ((table: "topups" | "balances", call: () => Promise<void>) => Promise<void>)
    | undefined;
  /** Runs the host in a process of its own. Without it the case about killed processes checks nothing. */
  inProcess?: { start(): Promise<HostProcess> } | undefined;
}

/** A process that holds the host, on the same data. */
export interface HostProcess {
  /** Tells it to call its `finishTopup()`; does not wait. `sampleExtra(topup_id)` is an `extra` for it, with `{ topup }` behind the id where your host compares with `extra.topup`. */
  finish(topup_id: string): void;
  /** Ends it at once, without a chance to clean up (SIGKILL), and waits until it is gone. */
  kill(): Promise<void>;
}

/** Makes one for each case. */
export type CreateHost = () => Promise<HostUnderTest> | HostUnderTest;

/** One thing a host must keep. `run` throws an Error that says what is wrong and the fix. */
export interface HostCase {
  name: string;
  run(create: CreateHost): Promise<void>;
}

/** What a case works with: `second` is `host` where a host has one connection only. */
export interface Bench extends HostUnderTest {
  second: HostFunctions;
}

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
