import type { Payment } from "../../core/payment.ts";
import type { Storage, TransactionalStorage } from "../../core/storage.ts";
import type { Change, Claimed } from "../../core/storage-records.ts";
import { NOW } from "../storage/case.ts";

/**
 * An empty storage that a case checks, and a table with one text column in the same database. The
 * table takes the place of the host's own tables.
 */
export interface TransactionalUnderTest<Tx> {
  storage: TransactionalStorage<Tx>;
  /** A second storage on the same data, as another process would open it. */
  second: Storage;
  /** Inserts `word` into the table, only through the transaction `tx`. */
  write(tx: Tx, word: string): Promise<unknown> | unknown;
  /**
   * Returns the committed words of the table, read over a connection outside of the transaction.
   */
  read(): Promise<string[]> | string[];
  /** Closes everything and removes the data. */
  dispose(): Promise<void> | void;
}

/**
 * Creates an empty storage for each case. The storage must measure its leases by `clock`, which
 * returns Unix milliseconds.
 */
export type CreateTransactional<Tx> = (options: {
  clock: () => number;
}) => Promise<TransactionalUnderTest<Tx>> | TransactionalUnderTest<Tx>;

/**
 * A test case that checks one rule of the contract of `TransactionalStorage`. `run` throws an Error
 * that says what differs.
 */
export interface TransactionCase {
  name: string;
  run<Tx>(create: CreateTransactional<Tx>): Promise<void>;
}

/**
 * What the host does in a transaction. `write` inserts a word into the host's table, and `fence` is
 * the fence of the claim.
 */
export type Work = (write: (word: string) => Promise<void>, fence: number) => Promise<void>;

/** The two changes of a credit: the one that claims it, and the one that ends the claim. */
export interface Crediting {
  claim: Change;
  close(claimed: Payment): Change;
}

/** The argument of `body` in `transactionCase()`. */
export interface Bench {
  storage: Storage;
  second: Storage;
  /** Calls `creditWith` of `storage`. */
  credit(crediting: Crediting, work: Work): Promise<Claimed>;
  /** Returns the committed words in alphabetical order. */
  words(): Promise<string[]>;
  /** The clock of both storages. A case sets it forward to end a lease. */
  time: { now: number };
}

/** Creates a case that runs `body` on a new storage and disposes of it afterwards. */
export function transactionCase(
  name: string,
  body: (bench: Bench) => Promise<void>,
): TransactionCase {
  return {
    name,
    async run(create) {
      const time = { now: NOW };
      const made = await create({ clock: () => time.now });
      const { storage, second } = made;
      try {
        // The first call of a storage may create its tables. It is made here, before a case opens a
        // transaction.
        for (const one of [storage, second]) await one.readCredit("none");
        await body({
          storage,
          second,
          credit: async ({ claim, close }, work) =>
            await storage.creditWith(
              claim,
              close,
              async (tx, fence) =>
                await work(async (word) => void (await made.write(tx, word)), fence),
            ),
          words: async () => (await made.read()).toSorted(),
          time,
        });
      } finally {
        await made.dispose();
      }
    },
  };
}
