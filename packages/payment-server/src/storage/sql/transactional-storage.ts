import { LostTransactionError, type TransactionalStorage } from "../../core/storage.ts";
import type { Change, Claimed } from "../../core/storage-records.ts";
import { changeStatements, readBack, toClaimed, writtenBy } from "./change.ts";
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
    async closeCreditWith(change, fence, work) {
      // Create the tables before the transaction begins, so that none is created inside it.
      await runner.prepare();
      return await driver.transaction(
        async (run, callHost) =>
          await closeInTransaction(driver, { run, callHost, runner, change, fence, work }),
      );
    },
  };
}

/** The parameters of one call of `closeCreditWith`, inside its transaction. */
interface Closing<Tx> {
  run: SqlDriver["batch"];
  callHost: CallHost<Tx>;
  runner: SqlRunner;
  change: Change;
  fence: number;
  work(tx: Tx): Promise<void>;
}

/**
 * Ends the claim, and then calls the host. So the row is locked and the fence is checked before the
 * host writes. The host is called only if this call has ended the claim.
 */
async function closeInTransaction<Tx>(
  driver: TransactionalSqlDriver<Tx>,
  closing: Closing<Tx>,
): Promise<Claimed> {
  const { run, callHost, runner, change, work } = closing;
  const ended = await endClaim(closing);
  const readResult = async (): Promise<Claimed> =>
    toClaimed((await run([readBack(runner.sql, change)]))[0], change.next.write_id);
  // The host is called only if this call ended the claim. The stored row does not show this,
  // because a repeated call finds its own earlier write there.
  if (!ended) return await readResult();
  try {
    await callHost(work);
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
async function endClaim<Tx>({ run, runner, change, fence }: Closing<Tx>): Promise<boolean> {
  const { sql, lock_payment } = runner;
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
    ...changeStatements(sql, change, [...lock_payment, sql.changeClosing(...writtenBy(change))], {
      fence,
    }),
    write(`${sql.endCredit} RETURNING topup_id`, values),
  ]);
  return ended.length > 0;
}
