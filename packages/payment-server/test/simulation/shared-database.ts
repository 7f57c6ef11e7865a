/**
 * The database of transactional mode: the host's tables and ours in one SQLite file, behind the
 * product's own SQL. Every statement of a transaction is a step, and fails as on a database server:
 * it is the victim of a deadlock, its answer is lost, or the server has ended the transaction.
 */
import { DatabaseSync } from "node:sqlite";
import { unavailable } from "../../src/storage/postgres/errors.ts";
import type { Statement, TransactionalSqlDriver } from "../../src/storage/sql/driver.ts";
import { sqliteDialect } from "../../src/storage/sql/sqlite-dialect.ts";
import { createTransactionalSqlStorage } from "../../src/storage/sql/transactional-storage.ts";
import { connectionTo, execute, runAll } from "../../src/storage/sqlite/connection.ts";
import { adaptDatabase } from "../../src/storage/sqlite/database.ts";
import { isReading, transact } from "../../src/storage/sqlite/transact.ts";
import { makeFolder } from "../folder.ts";
import { pick } from "./conditions.ts";
import type { Facts } from "./facts.ts";
import type { Fault, Place, Process } from "./steps.ts";
import type { Query, SharedStorage, SharedTransaction } from "./transaction.ts";

/** The database that all processes share. */
export interface SharedDatabase {
  storage: SharedStorage;
  query: Query;
  /** Rolls back what a process that has died did not commit. */
  drop(process: Process): void;
  close(): void;
}

/** A transaction with what only the database knows of it. */
interface Transaction extends SharedTransaction {
  outcome: SharedTransaction["outcome"];
  readonly process: Process;
  /** The time of its last statement. */
  heard_at: number;
  /** Whether the server is committing it, so that its client can no longer end it. */
  committing: boolean;
  /** Aborted when the transaction has ended. */
  readonly over: AbortSignal;
  end(outcome: "committed" | "rolled back"): void;
}

/** The server itself is never suspended. */
const SERVER = { suspended: false, dead: false };
/** How long a statement waits for the lock of a transaction, in milliseconds. */
const LOCK_MS = 3_000;
/**
 * How long a client waits for an answer, and after how long without a statement the server ends a
 * transaction, in milliseconds. They are the limits of the PostgreSQL storage.
 */
const SILENCE_MS = 8_000;
/** How long a COMMIT takes whose client no longer waits for it, in milliseconds. */
const LATE_COMMITS_MS = [9_000, 12_000, 30_000];

const COMMIT_FAULTS: readonly Fault[] = ["fail", "lose", "hang"];

/** Creates the database. `wrote` is called after each commit. */
export function openSharedDatabase(facts: Facts, wrote: () => void): SharedDatabase {
  const { scheduler, time, dice, trace } = facts;
  const folder = makeFolder();
  const outside = new DatabaseSync(folder.file);
  outside.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  const connection = connectionTo(adaptDatabase(outside));
  // One connection runs all transactions, because only one is open at a time. A transaction that has
  // ended refuses every statement.
  const inside = new DatabaseSync(folder.file);
  inside.exec("PRAGMA synchronous = OFF");
  const transactions = connectionTo(adaptDatabase(inside));
  const options = { clock: () => time.now() };
  // SQLite never ends a transaction because it is silent.
  const ends_silence = dice(3) > 0;
  let open: Transaction | null = null;

  /** Waits until no transaction is open; throws after `LOCK_MS`. */
  async function waitForLock(process: Process): Promise<void> {
    const give_up_at = time.now() + LOCK_MS;
    while (open !== null) {
      if (time.now() >= give_up_at) throw serverError("55P03");
      await time.sleep(process, give_up_at - time.now(), open.over);
      await scheduler.waitAt("credit", "waits for the lock", []);
    }
  }

  function begin(process: Process): Transaction {
    if (open !== null) throw new Error("a transaction begins while another one is open");
    execute(transactions, "BEGIN IMMEDIATE");
    const over = new AbortController();
    const transaction: Transaction = {
      outcome: "open",
      process,
      heard_at: time.now(),
      committing: false,
      over: over.signal,
      run: async (name, text, ...values) =>
        await statement(transaction, "finish", name, () => {
          inside.prepare(text).run(...values);
        }),
      end(outcome) {
        if (transaction.outcome !== "open") return;
        execute(transactions, outcome === "committed" ? "COMMIT" : "ROLLBACK");
        transaction.outcome = outcome;
        open = null;
        if (outcome === "committed") wrote();
        over.abort();
      },
    };
    open = transaction;
    if (ends_silence) watch(transaction);
    return transaction;
  }

  /** Ends a transaction whose client has sent nothing for `SILENCE_MS`. */
  function watch(transaction: Transaction): void {
    const left = transaction.heard_at + SILENCE_MS - time.now();
    void time.sleep(SERVER, left, transaction.over).then(() => {
      if (transaction.outcome !== "open" || transaction.committing) return;
      if (transaction.heard_at + SILENCE_MS > time.now()) return watch(transaction);
      trace.push("     the server ends a silent transaction");
      transaction.end("rolled back");
    });
  }

  /** Runs one statement of a transaction. After an error nothing is left of the transaction. */
  async function statement<T>(
    transaction: Transaction,
    place: Place,
    name: string,
    act: () => T,
  ): Promise<T> {
    const how = await scheduler.waitAt(place, `transaction: ${name}`, ["fail", "lose"]);
    if (transaction.outcome !== "open") throw serverError("57P01");
    transaction.heard_at = time.now();
    if (how === "go") return act();
    transaction.end("rolled back");
    throw serverError(how === "lose" ? "ECONNRESET" : pick(["40P01", "40001"], dice));
  }

  async function commit(transaction: Transaction): Promise<void> {
    const how = await scheduler.waitAt("commit", "transaction: COMMIT", COMMIT_FAULTS);
    if (transaction.outcome !== "open") throw serverError("57P01");
    if (how === "hang") {
      transaction.committing = true;
      const outcome = pick(["committed", "rolled back"] as const, dice);
      void time.sleep(SERVER, pick(LATE_COMMITS_MS, dice)).then(() => transaction.end(outcome));
      await time.sleep(transaction.process, SILENCE_MS);
      throw serverError("ETIMEDOUT");
    }
    transaction.end(how === "fail" ? "rolled back" : "committed");
    if (how === "fail") throw serverError("40001");
    if (how === "lose") throw serverError("ECONNRESET");
  }

  const driver: TransactionalSqlDriver<SharedTransaction> = {
    async batch(statements) {
      const task = scheduler.current();
      const reads = isReading(statements);
      // The rules read, and the tables are created, outside of any task.
      if (!reads && task !== null) await waitForLock(task.process).catch(rethrow);
      const rows = transact(connection, statements, options);
      if (!reads) wrote();
      return rows;
    },
    async transaction(body) {
      const task = scheduler.current();
      if (task === null) throw new Error("a transaction begins outside of any task");
      await waitForLock(task.process).catch(rethrow);
      const transaction = begin(task.process);
      try {
        const result = await body(
          async (statements) =>
            await statement(transaction, "credit", nameOf(statements), () =>
              runAll(transactions, statements, options),
            ).catch(rethrow),
          async (work) => await work(transaction),
        );
        await commit(transaction).catch(rethrow);
        return result;
      } finally {
        if (!transaction.committing) transaction.end("rolled back");
      }
    },
    endsTransaction: () => false,
    close: async () => {},
  };

  return {
    storage: createTransactionalSqlStorage(driver, sqliteDialect(options)),
    query: (text, ...values) => outside.prepare(text).all(...values),
    drop(process) {
      if (open?.process === process && !open.committing) open.end("rolled back");
    },
    close() {
      open?.end("rolled back");
      inside.close();
      outside.close();
      folder[Symbol.dispose]();
    },
  };
}

function nameOf(statements: readonly Statement[]): string {
  if (isReading(statements)) return "read back";
  return statements.some(({ text }) => text.includes("INSERT INTO topup_credits"))
    ? "claim"
    : "end of the claim";
}

/** Returns an error as `pg` throws it: with a SQLSTATE, or with the code of a network error. */
function serverError(code: string): Error {
  return Object.assign(new Error("the server's own text"), { code });
}

function rethrow(error: unknown): never {
  throw unavailable(error);
}
