import type { Change, Claimed, Credit } from "../../core/storage-records.ts";
import { read, write, type SqlRow, type Statement } from "./driver.ts";
import {
  fromAudit,
  fromEvent,
  fromNotify,
  fromPayment,
  prefixed,
  toCredit,
  toPayment,
  type Values,
} from "./rows.ts";
import { required, type SqlRunner } from "./runner.ts";
import type { Statements } from "./statements.ts";

/**
 * Runs a change as one batch. `texts` are the statements that write the payment and its credit. The
 * audit entry and the event are written only if the payment was. Returns the payment and the credit
 * that are stored afterwards.
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

/** Returns the statements of a change, without the SELECT that reads the result back. */
export function changeStatements(
  sql: Statements,
  change: Change,
  texts: readonly string[],
  extra: Values,
): Statement[] {
  const values: Values = {
    ...fromPayment(change.next),
    ...prefixed("audit_", fromAudit(change.audit)),
    ...fromNotify(change.notify, change.next.version),
    ...extra,
  };
  const event =
    change.event === null
      ? []
      : [write(sql.recordEventWith, { ...values, ...prefixed("event_", fromEvent(change.event)) })];
  return [...[...texts, sql.insertAudit].map((text) => write(text, values)), ...event];
}

/** Returns the SELECT that reads the stored payment of a change, with its credit. */
export function readBack(sql: Statements, { next }: Change): Statement {
  return read(sql.readPaymentAndCredit, { payment_id: next.payment_id });
}

/**
 * Converts the row of `readBack`. `won` is true if the stored payment has the change's `write_id`,
 * so it is also true for a change that is repeated because its first answer was lost.
 */
export function toClaimed(row: SqlRow | undefined, write_id: string): Claimed {
  const {
    credit_payment_id,
    credit_state,
    credit_fence,
    credit_holder,
    credit_mode,
    credit_live,
    ...columns
  } = required(row);
  const payment = toPayment(columns);
  const credit: Credit | null =
    credit_payment_id === null
      ? null
      : toCredit({
          topup_id: payment.topup_id,
          payment_id: credit_payment_id,
          state: credit_state,
          fence: credit_fence,
          holder: credit_holder,
          mode: credit_mode,
          live: credit_live,
        });
  return { won: payment.write_id === write_id, payment, credit };
}
