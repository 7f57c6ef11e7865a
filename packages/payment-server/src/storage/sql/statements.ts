/**
 * The SQL statements of the storage's methods, written once for SQLite and PostgreSQL. The
 * statement of a `Change` writes only if the version that was read before is still stored. A later
 * SELECT of the batch returns the row that is stored then. That row, and not a row count, shows
 * whether the change succeeded. A batch that is repeated after a lost answer writes no row, but
 * still finds the row that the first attempt has written.
 */
import type { SqlDialect } from "./driver.ts";
import { creditStatements, type CreditStatements } from "./statements/credits.ts";
import { eventStatements, type EventStatements } from "./statements/events.ts";
import { figureStatements, type FigureStatements } from "./statements/figures.ts";
import { createFragments } from "./statements/fragments.ts";
import { listStatements, type ListStatements } from "./statements/lists.ts";
import { noticeStatements, type NoticeStatements } from "./statements/notices.ts";
import { paymentStatements, type PaymentStatements } from "./statements/payments.ts";
import { scheduleStatements, type ScheduleStatements } from "./statements/schedule.ts";

/**
 * All statements by name: texts with `:named` parameters, groups of such texts, or functions that
 * build them.
 */
export type Statements = PaymentStatements &
  CreditStatements &
  EventStatements &
  ScheduleStatements &
  NoticeStatements &
  ListStatements &
  FigureStatements;

/** Builds the statements for one dialect. */
export function createStatements(dialect: SqlDialect): Statements {
  const fragments = createFragments(dialect);
  return {
    ...paymentStatements(fragments),
    ...creditStatements(fragments),
    ...eventStatements(fragments),
    ...scheduleStatements(fragments),
    ...noticeStatements(fragments),
    ...listStatements(fragments),
    ...figureStatements(fragments),
  };
}
