import type { Change, Claimed } from "../../core/storage-records.ts";
import type { SqlRow } from "./driver.ts";
import { toCredit, type Values } from "./rows.ts";
import { toPayment } from "./payment-rows.ts";
import { required, type SqlRunner } from "./runner.ts";
import { PAYMENT_COLUMNS } from "./schema.ts";
import { changeStatements, readBack } from "./change-statements.ts";

/**
 * Runs a change as one batch. `texts` are the statements that write the payment and, for some
 * changes, its credit. The audit entry and the event are written only if the payment was written.
 * Returns the payment and the credit that are stored afterwards.
 */
export async function runChange(
  { sql, run }: SqlRunner,
  change: Change,
  texts: readonly string[],
  extra: Values = {},
): Promise<Claimed> {
  const rows = await run([...changeStatements(sql, change, texts, extra), readBack(sql, change)]);
  return toClaimed(rows[0], change.next.write_id);
}

/**
 * Converts the row of `readBack`. `won` is true if the stored payment has the change's `write_id`.
 * `won` is therefore also true if the caller repeats a change because it did not receive the answer,
 * unless another change has followed.
 */
export function toClaimed(row: SqlRow | undefined, write_id: string): Claimed {
  const values = required(row);
  const payment = toPayment(values);
  const credit = values.slice(PAYMENT_COLUMNS.length);
  return {
    won: payment.write_id === write_id,
    payment,
    // Without a credit all of its columns are NULL.
    credit: credit[0] === null ? null : toCredit([payment.topup_id, ...credit]),
  };
}
