import { FIXED_FIELDS } from "../../../core/payment.ts";
import type { SqlDialect } from "../driver.ts";
import { PAYMENT_COLUMNS } from "../schema.ts";

/**
 * The lease of a claim whose call has returned. A process of version 1 reads such a claim as live
 * for ever, and does not take it over.
 */
export const FOREVER: number = Number.MAX_SAFE_INTEGER;

/** The sync statuses of an event that is decided, which only `redecide` changes. */
export const DECIDED = "('applied', 'ignored', 'held')";

const FIXED = new Set<string>(FIXED_FIELDS);
/** What a change may write. */
const CHANGED = PAYMENT_COLUMNS.filter((column) => !FIXED.has(column));
const INTEGERS = new Set<string>(["version", "at", "attempts", "created_at", "updated_at"]);

/** Joins columns for a SELECT or an INSERT, each with `before` in front of it. */
export function columnList(columns: readonly string[], before = ""): string {
  return columns.map((column) => before + column).join(", ");
}

/**
 * Joins columns as parameters of a SELECT, where PostgreSQL takes a parameter without a type for
 * text.
 */
export function typedParameters(columns: readonly string[], before: string): string {
  return columns
    .map((column) =>
      INTEGERS.has(column)
        ? `CAST(:${before}${column} AS BIGINT)`
        : `CAST(:${before}${column} AS TEXT)`,
    )
    .join(", ");
}

/** The parts that several statements share, with the table names of one dialect in them. */
export interface Fragments {
  payments: string;
  credits: string;
  events: string;
  audit: string;
  /** The database's clock as an expression: Unix milliseconds. */
  now: string;
  /** Put behind a SELECT whose row no other batch may change. Empty in SQLite. */
  row_lock: string;
  /** Put behind a SELECT that skips the rows which another batch has locked. Empty in SQLite. */
  skip_locked: string;
  /** True while the payment still has the version that the change was decided on. */
  unchanged: string;
  /** True while no other row has the provider payment or the session of the change. */
  free: string;
  /** Finds the payment once the change is written. */
  written: string;
  /** Writes the change, whether its provider payment and session are free or not. */
  update: string;
  /** Writes the change if they are free. */
  updateFree: string;
  /** Finds the open claim of the payment by its newest fence. */
  claim: string;
  /** The same as a condition on a row of credits, and true only if the change was written. */
  ownClaim: string;
}

/** Builds the shared parts for one dialect. */
export function createFragments({ prefix, now, locks }: SqlDialect): Fragments {
  const payments = `${prefix}payments`;
  const credits = `${prefix}credits`;
  const unchanged = "payment_id = :payment_id AND version = :version - 1";
  // A unique violation would fail the batch, and with it whatever else its caller does: so the
  // statement itself looks for the other row, and writes nothing where there is one.
  const free = `NOT EXISTS (SELECT 1 FROM ${payments} o WHERE o.payment_id <> :payment_id AND o.provider = ${payments}.provider AND o.environment = ${payments}.environment AND o.provider_payment_id = :provider_payment_id)
    AND (${payments}.attempt IS NULL OR NOT EXISTS (SELECT 1 FROM ${payments} o WHERE o.payment_id <> :payment_id AND o.provider = ${payments}.provider AND o.provider_session_id = :provider_session_id AND o.attempt IS NOT NULL))`;
  const written = `SELECT 1 FROM ${payments} WHERE payment_id = :payment_id AND write_id = :write_id`;
  const update = `UPDATE ${payments} SET ${assignments(CHANGED)} WHERE ${unchanged}`;
  const updateFree = `${update} AND ${free}`;
  const claim = `SELECT 1 FROM ${credits} WHERE topup_id = :topup_id AND payment_id = :payment_id AND fence = :fence AND state = 'claimed'`;
  const ownClaim = `topup_id = :topup_id AND payment_id = :payment_id AND fence = :fence AND state = 'claimed' AND EXISTS (${written})`;
  return {
    payments,
    credits,
    events: `${prefix}events`,
    audit: `${prefix}audit`,
    now,
    row_lock: locks?.row ?? "",
    skip_locked: locks?.skip ?? "",
    unchanged,
    free,
    written,
    update,
    updateFree,
    claim,
    ownClaim,
  };
}

/** Selects the columns of a credit from `credits c`, each named with `before` in front of it. */
export function creditColumns({ now }: Fragments, before: string): string {
  return `c.payment_id AS ${before}payment_id, c.fence AS ${before}fence, c.holder AS ${before}holder, COALESCE(c.mode, 'guarded') AS ${before}mode,
    CASE WHEN c.state = 'claimed' AND c.returned_at IS NOT NULL THEN 'returned' ELSE c.state END AS ${before}state, CASE WHEN c.state = 'claimed' AND c.returned_at IS NULL AND c.lease_until > ${now} THEN 1 ELSE 0 END AS ${before}live`;
}

function assignments(columns: readonly string[]): string {
  return columns.map((column) => `${column} = :${column}`).join(", ");
}
