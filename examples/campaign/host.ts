// The host of a campaign: a shop with a ledger, whose calls are counted.
import type { DatabaseSync } from "node:sqlite";
import type { FinishExtra, Topup, TransactionalExtra } from "@x/payment-server";
import type pg from "pg";

/** The transaction handle that the host gets, of one of the two libraries. */
export type Tx = DatabaseSync | pg.PoolClient;

/** One call of `notify()`: the id of the notice, and the change of a payment that it reports. */
export interface Told {
  notice_id: string;
  change: string;
}

/** The host's ledger: the credits of each topup, the number of calls, and the calls of `notify()`. */
export interface Books {
  credited: Map<string, number>;
  calls: number;
  /** In the order of the calls. */
  told: Told[];
}

export interface Host {
  createTopup(topup_id: string): Promise<void>;
  readTopup(topup_id: string): Promise<Topup | null>;
  /** Credits the topup, and calls `step` at each point at which the process may be killed. */
  finishTopup(topup_id: string, extra: FinishExtra, step: (name: string) => void): Promise<void>;
  /**
   * Credits the topup in our transaction and without a guard, so a second call would credit twice.
   */
  finishWithin(
    topup_id: string,
    extra: TransactionalExtra<Tx>,
    step: (name: string) => void,
  ): Promise<void>;
  /** Stores a notice, as an e-mail that is sent cannot be taken back. */
  tell(told: Told): Promise<void>;
  books(): Promise<Books>;
  close(): Promise<void>;
}

export const CREDITS = 500;

export const USD_CENTS = 500;
