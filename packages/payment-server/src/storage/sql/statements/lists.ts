import { EVENT_COLUMNS } from "../schema.ts";
import { columnList, INSERTED_COLUMNS, type Fragments } from "./fragments.ts";

/**
 * The columns that a list can be filtered by and that have an index in the order of its pages. The
 * column that usually selects the fewest rows comes first.
 */
const LEADING = {
  payments: ["topup_id", "user_id", "status"],
  events: ["payment_id", "type", "sync_status"],
} as const;

/** The statements of lists and of the summary. */
export interface ListStatements {
  summary: string;
  /**
   * Statements that test whether the storage may insert into its tables and update them. They
   * change no row, and fail if the user lacks the privilege or the database refuses writes.
   */
  writeProbe: readonly string[];
  /**
   * Builds the SELECT of one keyset page, newest first. `filters` are names of our own columns,
   * never a caller's text. `after` says whether the page begins after a given row.
   */
  page(table: "payments" | "events", filters: readonly string[], after: boolean): string;
}

/** Builds the statements of lists and of the summary. */
export function listStatements({
  payments,
  credits,
  events,
  audit,
  paymentColumns,
  plans_without_values,
}: Fragments): ListStatements {
  const tables = { payments, credits, events, audit };
  return {
    // D1 allows at most five terms in a compound SELECT, so some terms are nested in another one:
    // https://github.com/cloudflare/workerd/blob/main/src/workerd/util/sqlite.c++
    summary: `SELECT * FROM (
        SELECT 'payments' AS what, status AS word, COUNT(*) AS count, MIN(updated_at) AS oldest FROM ${payments} GROUP BY status
        UNION ALL SELECT 'held', hold_reason, COUNT(*), MIN(updated_at) FROM ${payments} WHERE status = 'held' GROUP BY hold_reason
        UNION ALL SELECT 'events', sync_status, COUNT(*), MIN(created_at) FROM ${events} GROUP BY sync_status) grouped
      UNION ALL SELECT 'crediting', 'crediting', COUNT(*), MIN(c.created_at) FROM ${payments} p JOIN ${credits} c ON c.topup_id = p.topup_id
        WHERE p.status = 'crediting' GROUP BY p.status
      UNION ALL SELECT * FROM (
        SELECT 'overdue', '', COUNT(*), MIN(next_check_at) FROM ${payments} WHERE next_check_at <= :now
        UNION ALL SELECT 'notices', '', COUNT(*), MIN(at) FROM (
          SELECT a.at FROM ${payments} p JOIN ${audit} a ON a.payment_id = p.payment_id AND a.version = p.notify_from WHERE p.notify_at IS NOT NULL
          UNION ALL SELECT updated_at FROM ${events} WHERE notify_at IS NOT NULL) waiting) times
      UNION ALL SELECT 'unmatched', '', COUNT(*), MIN(created_at) FROM ${events} WHERE sync_status = 'held' AND payment_id IS NULL
      UNION ALL SELECT 'unconfirmed', '', COUNT(*), MIN(unconfirmed_since) FROM ${payments} WHERE unconfirmed_since IS NOT NULL AND status IN ('crediting', 'paid')`,

    writeProbe: [
      // The columns are named, because an operator may have added a generated one.
      ...(["payments", "credits", "events", "audit"] as const).map((name) => {
        const [table, columns] = [tables[name], columnList(INSERTED_COLUMNS[name])];
        return `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${table} WHERE 1 = 0`;
      }),
      ...[payments, credits, events].map(
        (table) => `UPDATE ${table} SET updated_at = updated_at WHERE 1 = 0`,
      ),
    ],

    page(table, filters, after) {
      const [name, columns, id] =
        table === "payments"
          ? [payments, paymentColumns(), "payment_id"]
          : [events, columnList(EVENT_COLUMNS), "event_id"];
      // If the database plans the statement without its values, the first of these columns is
      // compared as a range and is part of the order. Then only its index has the order of the
      // page. With `=`, the database could read the index of all rows backwards and filter.
      const leading = LEADING[table].filter((column) => filters.includes(column));
      const ranged = plans_without_values ? leading.slice(0, 1) : [];
      const where = filters.map((column) =>
        column === ranged[0]
          ? `${column} BETWEEN :${column} AND :${column}`
          : `${column} = :${column}`,
      );
      const order = [...ranged, "created_at", id];
      const position = [...ranged, "after_created_at", "after_id"].map((field) => `:${field}`);
      if (after) where.push(`(${order.join(", ")}) < (${position.join(", ")})`);
      const condition = where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`;
      return `SELECT ${columns} FROM ${name} ${condition} ORDER BY ${order.map((column) => `${column} DESC`).join(", ")} LIMIT :limit`;
    },
  };
}
