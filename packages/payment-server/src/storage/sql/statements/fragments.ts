import { LONGEST_LEASE_MS } from "../../../core/time-limits.ts";
import type { SqlDialect } from "../driver.ts";
import { AUDIT_COLUMNS, EVENT_COLUMNS, PAYMENT_COLUMNS } from "../schema.ts";

/**
 * The end of the lease of a returned claim. Version 1 of the tables has no state for such a claim:
 * processes of that version see a lease that never ends, and do not take the claim over.
 */
export const FOREVER: number = Number.MAX_SAFE_INTEGER;

/**
 * The sync statuses of a decided event. Only `recordEvent` with `redecide` and `closeEvent` change
 * such an event.
 */
export const DECIDED = "('applied', 'ignored', 'held')";

/**
 * The columns that make a notice due. If earlier notices wait, a change keeps the stored values.
 */
const NOTICE_COLUMNS = ["notify_from", "notify_at"];
/** The columns of type DOUBLE PRECISION. */
const FLOATS = new Set<string>(["credits", "accepted_credits"]);
const INTEGERS = new Set<string>(["version", "at", "attempts", "created_at", "updated_at"]);

/**
 * The columns that the INSERTs into each table write. An operator may have added others to the
 * tables.
 */
export const INSERTED_COLUMNS: Readonly<
  Record<"payments" | "credits" | "events" | "audit", readonly string[]>
> = {
  payments: [...PAYMENT_COLUMNS, ...NOTICE_COLUMNS],
  credits: [
    "topup_id",
    "payment_id",
    "state",
    "fence",
    "holder",
    "mode",
    "lease_until",
    "created_at",
    "updated_at",
  ],
  events: [...EVENT_COLUMNS, "notify_at"],
  audit: AUDIT_COLUMNS,
};

/** Joins columns for a SELECT or an INSERT, each with `before` in front of it. */
export function columnList(columns: readonly string[], before = ""): string {
  return columns.map((column) => before + column).join(", ");
}

/**
 * Joins columns as parameters of a SELECT. Each has a cast, because PostgreSQL reads a parameter
 * without a type as text.
 */
export function typedParameters(columns: readonly string[]): string {
  return columns
    .map((column) =>
      INTEGERS.has(column) ? `CAST(:${column} AS BIGINT)` : `CAST(:${column} AS TEXT)`,
    )
    .join(", ");
}

/** The parts of SQL that several statements share, with the table names of one dialect. */
export interface Fragments {
  payments: string;
  credits: string;
  events: string;
  audit: string;
  /** Returns the columns of a payment for a SELECT, each with `before` in front of it. */
  paymentColumns(before?: string): string;
  /** The expression for the database's clock in Unix milliseconds. */
  now: string;
  /**
   * Returns the condition that the lease whose end is in `column` has not ended. A lease that ends
   * later than `LONGEST_LEASE_MS` from now counts as ended.
   */
  isLive(column: string): string;
  /** Appended to a SELECT to lock its row until the transaction ends. Empty in SQLite. */
  row_lock: string;
  /**
   * Appended to a SELECT to lock its rows, without those that another transaction has locked. Empty
   * in SQLite.
   */
  skip_locked: string;
  /** Whether the database may plan a statement without its values. */
  plans_without_values: boolean;
  /** The condition that the payment still has the version before the change. */
  unchanged: string;
  /**
   * The condition that no other row has the provider payment of the change or, if both rows have an
   * attempt number, its session.
   */
  free: string;
  /**
   * Returns the SELECT that finds the payment if it has the `write_id` of the change. `id` is the
   * name of the parameter with the payment's id.
   */
  written(id: string): string;
  /**
   * Returns the UPDATE that writes the columns of a change. The UPDATE does not check whether
   * another row has the provider payment or the session of the change.
   */
  update(columns: readonly string[], notify: boolean): string;
  /** Returns the UPDATE that writes the columns of a change under the condition `free`. */
  updateFree(columns: readonly string[], notify: boolean): string;
  /** The SELECT that finds the payment's open or returned claim if `fence` is its newest fence. */
  claim: string;
  /**
   * The condition that a credit is the payment's open or returned claim, that `fence` is its newest
   * fence, and that the change was written.
   */
  ownClaim: string;
}

/** Builds the shared parts for one dialect. */
export function createFragments(dialect: SqlDialect): Fragments {
  const { prefix, now, locks, exact_float, plans_without_values } = dialect;
  const payments = `${prefix}payments`;
  const credits = `${prefix}credits`;
  const unchanged = "payment_id = :payment_id AND version = :version - 1";
  // If another row has the provider payment or the session, the statement writes nothing. Without
  // this condition, a unique violation would fail the whole batch.
  const free = `NOT EXISTS (SELECT 1 FROM ${payments} o WHERE o.payment_id <> :payment_id AND o.provider = ${payments}.provider AND o.environment = ${payments}.environment AND o.provider_payment_id = :provider_payment_id)
    AND (${payments}.attempt IS NULL OR NOT EXISTS (SELECT 1 FROM ${payments} o WHERE o.payment_id <> :payment_id AND o.provider = ${payments}.provider AND o.provider_session_id = :provider_session_id AND o.attempt IS NOT NULL))`;
  const written = (id: string): string =>
    `SELECT 1 FROM ${payments} WHERE payment_id = :${id} AND write_id = :write_id`;
  const update: Fragments["update"] = (columns, notify) =>
    `UPDATE ${payments} SET ${assignments(columns, notify)} WHERE ${unchanged}`;
  const updateFree: Fragments["updateFree"] = (columns, notify) =>
    `${update(columns, notify)} AND ${free}`;
  const claim = `SELECT 1 FROM ${credits} WHERE topup_id = :topup_id AND payment_id = :payment_id AND fence = :fence AND state = 'claimed'`;
  const ownClaim = `topup_id = :topup_id AND payment_id = :payment_id AND fence = :fence AND state = 'claimed' AND EXISTS (${written("payment_id")})`;
  return {
    payments,
    credits,
    events: `${prefix}events`,
    audit: `${prefix}audit`,
    paymentColumns: (before = "") =>
      PAYMENT_COLUMNS.map((column) =>
        FLOATS.has(column) ? `${exact_float(before + column)} AS ${column}` : before + column,
      ).join(", "),
    now,
    isLive: (column) => `${column} > ${now} AND ${column} <= ${now} + ${LONGEST_LEASE_MS}`,
    row_lock: locks?.row ?? "",
    skip_locked: locks?.skip ?? "",
    plans_without_values,
    unchanged,
    free,
    written,
    update,
    updateFree,
    claim,
    ownClaim,
  };
}

/**
 * Returns the columns of a credit from `credits c`, without `topup_id`, each named with `before` in
 * front of it.
 */
export function creditColumns({ isLive }: Fragments, before: string): string {
  return `c.payment_id AS ${before}payment_id, CASE WHEN c.state = 'claimed' AND c.returned_at IS NOT NULL THEN 'returned' ELSE c.state END AS ${before}state,
    c.fence AS ${before}fence, c.holder AS ${before}holder, COALESCE(c.mode, 'guarded') AS ${before}mode, CASE WHEN c.state = 'claimed' AND c.returned_at IS NULL AND ${isLive("c.lease_until")} THEN 1 ELSE 0 END AS ${before}live`;
}

function assignments(columns: readonly string[], notify: boolean): string {
  return [
    ...columns.map((column) => `${column} = :${column}`),
    // Notices that wait already keep their place, so that those of a payment are sent in order.
    ...(notify ? NOTICE_COLUMNS : []).map(
      (column) => `${column} = COALESCE(${column}, :${column})`,
    ),
  ].join(", ");
}
