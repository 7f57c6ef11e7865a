/** Defines the cases of `reversalSuite`, and the host that they check. */
import type { PaymentServiceOptions } from "../../options.ts";
import { expectEqual } from "../storage/check.ts";
import type { WireNotice } from "../../http/notices.ts";
import { skipOrThrow } from "../register.ts";
import { withFields } from "../with-fields.ts";

/** The option `notify` of `PaymentService`. */
export type Notify = NonNullable<PaymentServiceOptions["notify"]>;

/** The host that a case checks, with empty tables, and functions to prepare and read them. */
export interface ReversalUnderTest {
  /** The host's `notify()`, which the case checks. */
  notify: Notify;
  /**
   * `notify()` over a second connection to the same data, as another process would use it. The
   * default is `notify`.
   */
  second?: Notify | undefined;
  /**
   * Creates a user and returns the id. This function is required if users must exist, or if their
   * ids must have a certain format. Without it, each case makes up its user ids.
   */
  createUser?: (() => Promise<string> | string) | undefined;
  /** Sets the credits of a user, in place of credits that were added or spent. */
  setBalance(user_id: string, credits: number): Promise<void> | void;
  /** Returns the credits of a user. */
  balanceOf(user_id: string): Promise<number> | number;
  /**
   * Whether a balance becomes negative if credits that are taken back were already spent. Default
   * `false`: the balance becomes 0.
   */
  may_be_negative?: boolean | undefined;
  /**
   * Makes the database refuse writes to the balances, or to the table that stores which notices
   * were handled. Then runs `call`, and allows the writes again. Without this function, the two
   * cases about failed writes check nothing.
   */
  refuseWrites?:
    | ((table: "balances" | "reversals", call: () => Promise<void>) => Promise<void>)
    | undefined;
  /** Closes everything and removes the data. */
  dispose(): Promise<void> | void;
}

/** Creates a host to be checked, once for each case. */
export type CreateReversals = () => Promise<ReversalUnderTest> | ReversalUnderTest;

/**
 * A test case that checks one guarantee of a host. `run` throws an Error that says what is wrong.
 */
export interface ReversalCase {
  name: string;
  /**
   * Runs the case. `context` is the first argument that the runner passes to a test. If the case
   * needs an optional part that is not given, `context.skip()` is called where there is one.
   */
  run(create: CreateReversals, context?: unknown): Promise<void>;
}

/**
 * The argument of `body` in `reversalCase()`: the host under test. `second` is `notify` if the test
 * gave no `second`.
 */
export interface Bench extends ReversalUnderTest {
  second: Notify;
}

/** Creates a case that runs `body` on a new host and disposes of it afterwards. */
export function reversalCase(name: string, body: (bench: Bench) => Promise<void>): ReversalCase {
  return {
    name,
    async run(create, context) {
      const made = await create();
      try {
        await body(withFields(made, { second: made.second ?? made.notify }));
      } catch (error) {
        skipOrThrow(error, context);
      } finally {
        await made.dispose();
      }
    },
  };
}

/**
 * Calls `notify()` once and returns the text of its error, or `""`. An error alone does not fail
 * the case, because the service sends a notice again after an error.
 */
export async function send(notify: Notify, notice: WireNotice): Promise<string> {
  try {
    await notify(structuredClone(notice), { signal: new AbortController().signal });
    return "";
  } catch (error) {
    return ` (notify() threw: ${String(error)})`;
  }
}

/** Throws unless the user has this balance. */
export async function expectBalance(
  { balanceOf }: Bench,
  user_id: string,
  credits: number,
  when: string,
): Promise<void> {
  expectEqual(await balanceOf(user_id), credits, `the balance ${when}`);
}
