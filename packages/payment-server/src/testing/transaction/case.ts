import type { Change, Claimed, Storage, TransactionalStorage } from "../../core/storage.ts";
import { NOW } from "../storage/case.ts";

/** A fresh, empty storage with transactions, and a table of words that plays the host's. */
export interface TransactionalUnderTest<Tx> {
  storage: TransactionalStorage<Tx>;
  /** Another handle on the same data, as another process would have it. */
  second: Storage;
  /** Adds a word to the host's table, through the transaction only. */
  write(tx: Tx, word: string): Promise<unknown> | unknown;
  /** The words that are committed, read by a connection of its own. */
  read(): Promise<string[]> | string[];
  /** Closes everything and removes the data. */
  dispose(): Promise<void> | void;
}

/** Makes one for each case. The storage must take `clock` (Unix milliseconds) for its own: leases run by it. */
export type CreateTransactional<Tx> = (options: {
  clock: () => number;
}) => Promise<TransactionalUnderTest<Tx>> | TransactionalUnderTest<Tx>;

/** One thing a storage with transactions promises. `run` throws an Error that says what is wrong. */
export interface TransactionCase {
  name: string;
  run<Tx>(create: CreateTransactional<Tx>): Promise<void>;
}

/** The host's part in a transaction, given its way to write a word. */
export type Work = (write: (word: string) => Promise<void>) => Promise<void>;

/** What a case works with. */
export interface Bench {
  storage: Storage;
  second: Storage;
  /** `closeCreditWith`. */
  close(change: Change, fence: number, work: Work): Promise<Claimed>;
  /** The words that are committed, in alphabetical order. */
  words(): Promise<string[]>;
  /** The storage's clock; a case moves it. */
  time: { now: number };
}

export function transactionCase(
  name: string,
  body: (bench: Bench) => Promise<void>,
): TransactionCase {
  return {
    name,
    async run(create) {
      const time = { now: NOW };
      const { storage, second, write, read, dispose } = await create({ clock: () => time.now });
      try {
        // The first use of each: nothing is migrated while a transaction is open.
        for (const handle of [storage, second]) await handle.readCredit("none");
        await body({
          storage,
          second,
          close: async (change, fence, work) =>
            await storage.closeCreditWith(
              change,
              fence,
              async (tx) => await work(async (word) => void (await write(tx, word))),
            ),
          words: async () => (await read()).toSorted(),
          time,
        });
      } finally {
        await dispose();
      }
    },
  };
}
