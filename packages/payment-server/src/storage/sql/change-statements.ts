import type { Change } from "../../core/storage-records.ts";
import { FIXED_FIELDS } from "../../core/fixed-fields.ts";
import { read, write, type Statement } from "./driver.ts";
import { fromNotify, fromPayment } from "./payment-rows.ts";
import { fromAudit, fromEvent, type Values } from "./rows.ts";
import { PAYMENT_COLUMNS } from "./schema.ts";
import type { Statements } from "./statements.ts";

const FIXED = new Set<string>(FIXED_FIELDS);

/** The columns that a change may write. */
const CHANGEABLE = PAYMENT_COLUMNS.filter((column) => !FIXED.has(column));

/** The columns that `writtenBy` adds to those that have changed. */
const ALWAYS_WRITTEN = new Set<string>([
  "version",
  "write_id",
  "updated_at",
  "next_check_at",
  "attempts",
]);

/**
 * Returns the columns that a change writes, and whether the change adds a notice. The schedule
 * writes `next_check_at` and `attempts` without a new version, so their stored values may differ
 * from the row that the change is based on. Therefore these two columns are always written, and so
 * are `version`, `write_id` and `updated_at`.
 */
export function writtenBy({
  audit: { changes },
  notify,
}: Change): [columns: readonly string[], notify: boolean] {
  const columns = CHANGEABLE.filter(
    (column) => ALWAYS_WRITTEN.has(column) || Object.hasOwn(changes, column),
  );
  return [columns, notify];
}

/**
 * Returns the statements of a change. The first ones are `texts`, which write the payment and, for
 * some changes, its credit. The others write the audit entry and, if the change has an event, the
 * event. `extra` has further parameters of `texts`.
 */
export function changeStatements(
  sql: Statements,
  change: Change,
  texts: readonly string[],
  extra: Values,
): Statement[] {
  const { next, audit, event, notify } = change;
  const { payment_id: changed_id, write_id } = next;
  const values: Values = { ...fromPayment(next), ...fromNotify(notify, next.version), ...extra };
  return [
    ...texts.map((text) => write(text, values)),
    write(sql.insertAudit, fromAudit(audit, write_id)),
    ...(event === null
      ? []
      : [write(sql.recordEventWith, { ...fromEvent(event), changed_id, write_id })]),
  ];
}

/** Returns the SELECT that reads the stored payment of a change, with its credit. */
export function readBack(sql: Statements, { next }: Change): Statement {
  return read(sql.readPaymentAndCredit, { payment_id: next.payment_id });
}
