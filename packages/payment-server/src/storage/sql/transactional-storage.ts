import type { Payment } from "../../core/payment.ts";
import { LostTransactionError, type TransactionalStorage } from "../../core/storage.ts";
import type { Change, Claimed } from "../../core/storage-records.ts";
import { toClaimed } from "./change.ts";
import { changeStatements, readBack, writtenBy } from "./change-statements.ts";
import { runClaim } from "./credits.ts";
import {
  write,
  type CallHost,
  type SqlDialect,
  type SqlDriver,
  type TransactionalSqlDriver,
} from "./driver.ts";
import type { Values } from "./rows.ts";
import { createRunner, type SqlRunner } from "./runner.ts";
import { createSqlStorage } from "./storage.ts";

/** Creates the storage of a SQL database that can run the host's work in its transactions. */
export function createTransactionalSqlStorage<Tx>(
  driver: TransactionalSqlDriver<Tx>,
  dialect: SqlDialect,
): TransactionalStorage<Tx> {
  const runner = createRunner(driver, dialect);
  return {
    ...createSqlStorage(driver, dialect, runner),
    async creditWith(claim, close, work) {
      // Create the tables before the transaction begins, so that none is created inside it.
      await runner.prepare();
      return await driver.transaction(
        async (run, callHost) =>
          await creditInTransaction(driver, { run, callHost, runner, claim, close, work }),
      );
    },
  };
}

/** The parameters of one call of `creditWith`, and what it uses inside its transaction. */
interface Crediting<Tx> {
  run: SqlDriver["batch"];
  callHost: CallHost<Tx>;
  runner: SqlRunner;
  claim: Change;
  close(claimed: Payment): Change;
  work(tx: Tx, fence: number): Promise<void>;
}

/**
 * Claims the credit, ends the claim, and then calls the host. In this order, the credit is locked
 * and the claim is checked before the host writes. If the claim does not succeed, the host is not
 * called, and the result has `won: false`. If the host has ended the transaction and the change is
 * found to be lost, throws `LostTransactionError`, whether or not the host has thrown. If the host
 * throws in any other case, its error is thrown again.
 */
async function creditInTransaction<Tx>(
  driver: TransactionalSqlDriver<Tx>,
  crediting: Crediting<Tx>,
): Promise<Claimed> {
  const { run, callHost, runner, claim, close, work } = crediting;
  // The lease may be 0, because this call ends the claim before others can see it.
  const claimed = await runClaim({ ...runner, run }, claim, { lease_ms: 0, mode: "transactional" });
  if (!claimed.won || claimed.credit === null) return { ...claimed, won: false };
  const { fence } = claimed.credit;
  const change = close(claimed.payment);
  if (!(await endClaim(crediting, change, fence)))
    throw new Error("the change that ends a claim does not fit the payment that was claimed");
  const readResult = async (): Promise<Claimed> =>
    toClaimed((await run([readBack(runner.sql, change)]))[0], change.next.write_id);
  try {
    await callHost(async (tx) => await work(tx, fence));
  } catch (error) {
    const stored = await readResult().catch(() => null);
    if (stored?.won === false && !driver.endsTransaction(error))
      throw new LostTransactionError(error);
    throw error;
  }
  // Read the result only after the host's work, because that work may have ended the transaction or
  // hidden the error of a failed statement.
  const result = await readResult();
  if (!result.won) throw new LostTransactionError();
  return result;
}

/** Writes the change and ends its claim. Returns true if this call has ended the claim. */
async function endClaim<Tx>(
  { run, runner: { sql } }: Crediting<Tx>,
  change: Change,
  fence: number,
): Promise<boolean> {
  const { payment_id, topup_id, write_id, updated_at } = change.next;
  const values: Values = {
    payment_id,
    topup_id,
    write_id,
    updated_at,
    fence,
    credit_state: "done",
  };
  const ended = await run([
    ...changeStatements(sql, change, [sql.changeClosing(...writtenBy(change))], { fence }),
    write(`${sql.endCredit} RETURNING topup_id`, values),
  ]);
  return ended.length > 0;
}
