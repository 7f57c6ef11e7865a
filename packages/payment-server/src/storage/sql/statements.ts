/**
 * Every statement of the product, once, for both dialects. Each writes only where what was read is still so, and each
 * batch ends with a SELECT that says what is now true: success is read from it, never from a row count.
 */
import { FIXED_FIELDS } from "../../core/payment.ts";
import { AUDIT_COLUMNS, EVENT_COLUMNS, PAYMENT_COLUMNS } from "./schema.ts";
import type { SqlDialect } from "./driver.ts";

const list = (columns: readonly string[], before = ""): string =>
  columns.map((column) => before + column).join(", ");
/** As parameters of a SELECT, where PostgreSQL would take an untyped one for text. */
const typed = (columns: readonly string[], before: string): string =>
  columns
    .map((column) =>
      INTEGERS.has(column)
        ? `CAST(:${before}${column} AS BIGINT)`
        : `CAST(:${before}${column} AS TEXT)`,
    )
    .join(", ");
const INTEGERS = new Set<string>(["version", "at", "attempts", "created_at", "updated_at"]);
const sets = (columns: readonly string[]): string =>
  columns.map((column) => `${column} = :${column}`).join(", ");

const FIXED = new Set<string>(FIXED_FIELDS);
const CHANGED = PAYMENT_COLUMNS.filter((column) => !FIXED.has(column));
const DECIDED = "('applied', 'ignored', 'held')";
/** The lease of a claim whose call has returned. A process of version 1 takes such a claim for one that is live for ever, and leaves it alone. */
const FOREVER = Number.MAX_SAFE_INTEGER;

type Name =
  | "insertPayment"
  | "occupant"
  | "changePayment"
  | "changeClaimed"
  | "changeClosing"
  | "changeVoiding"
  | "changeReturning"
  | "changeReopening"
  | "holdPayment"
  | "claimCredit"
  | "endCredit"
  | "returnCredit"
  | "reopenCredit"
  | "endLease"
  | "readCredit"
  | "insertAudit"
  | "readAudit"
  | "readPayment"
  | "readPaymentByRef"
  | "findPayments"
  | "listAttempts"
  | "readPaymentAndCredit"
  | "readEvent"
  | "recordEvent"
  | "redecideEvent"
  | "recordEventWith"
  | "takeDue"
  | "takeCheck"
  | "schedule"
  | "summary";

/** The texts by name; `page` makes one for each set of filters, from our own column names only. */
export interface Statements extends Readonly<Record<Name, string>> {
  page(table: "payments" | "events", filters: readonly string[], after: boolean): string;
}

export function createStatements({ prefix, now, locks }: SqlDialect): Statements {
  const payments = `${prefix}payments`;
  const credits = `${prefix}credits`;
  const events = `${prefix}events`;
  const audit = `${prefix}audit`;

  const unchanged = "payment_id = :payment_id AND version = :version - 1";
  /** What the change wants to be found by is not another row's: a unique violation would fail the batch, and with it what else its caller does. */
  const free = `NOT EXISTS (SELECT 1 FROM ${payments} o WHERE o.payment_id <> :payment_id AND o.provider = ${payments}.provider AND o.environment = ${payments}.environment AND o.provider_payment_id = :provider_payment_id)
    AND (${payments}.attempt IS NULL OR NOT EXISTS (SELECT 1 FROM ${payments} o WHERE o.payment_id <> :payment_id AND o.provider = ${payments}.provider AND o.provider_session_id = :provider_session_id AND o.attempt IS NOT NULL))`;
  const written = `SELECT 1 FROM ${payments} WHERE payment_id = :payment_id AND write_id = :write_id`;
  const update = `UPDATE ${payments} SET ${sets(CHANGED)} WHERE ${unchanged}`;
  const updateFree = `${update} AND ${free}`;
  const claim = `SELECT 1 FROM ${credits} WHERE topup_id = :topup_id AND payment_id = :payment_id AND fence = :fence AND state = 'claimed'`;
  const creditColumns = (
    before: string,
  ): string => `c.payment_id AS ${before}payment_id, c.fence AS ${before}fence, c.holder AS ${before}holder, COALESCE(c.mode, 'guarded') AS ${before}mode,
    CASE WHEN c.state = 'claimed' AND c.returned_at IS NOT NULL THEN 'returned' ELSE c.state END AS ${before}state, CASE WHEN c.state = 'claimed' AND c.returned_at IS NULL AND c.lease_until > ${now} THEN 1 ELSE 0 END AS ${before}live`;
  const ownClaim = `topup_id = :topup_id AND payment_id = :payment_id AND fence = :fence AND state = 'claimed' AND EXISTS (${written})`;
  const unsettled = "version = :version AND status NOT IN ('paid', 'held', 'dismissed')";
  const payment = `SELECT ${list(PAYMENT_COLUMNS, "p.")} FROM ${payments} p`;
  const event = `SELECT ${list(EVENT_COLUMNS)} FROM ${events}`;
  const eventUpdate = `type = excluded.type, sync_status = excluded.sync_status, sync_error = excluded.sync_error, payload_json = excluded.payload_json,
    payment_id = COALESCE(excluded.payment_id, ${events}.payment_id), attempts = ${events}.attempts + 1, updated_at = excluded.updated_at`;

  return {
    insertPayment: `INSERT INTO ${payments} (${list(PAYMENT_COLUMNS)}) VALUES (${list(PAYMENT_COLUMNS, ":")}) ON CONFLICT DO NOTHING`,
    occupant: `${payment} WHERE p.payment_id = :payment_id OR (p.topup_id = :topup_id AND p.attempt = :attempt)
      OR (p.provider = :provider AND p.environment = :environment AND p.provider_payment_id = :provider_payment_id)
      OR (p.provider = :provider AND p.provider_session_id = :provider_session_id AND p.attempt IS NOT NULL AND CAST(:attempt AS BIGINT) IS NOT NULL) LIMIT 1`,
    changePayment: updateFree,
    /** The claim was made under `free`. Where another row has taken the place since, this fails and undoes the claim; a statement that writes nothing would leave it. */
    changeClaimed: `${update} AND EXISTS (SELECT 1 FROM ${credits} WHERE topup_id = :topup_id AND holder = :write_id)`,
    changeClosing: `${updateFree} AND EXISTS (${claim})`,
    changeVoiding: `${updateFree} AND EXISTS (${claim} AND (returned_at IS NOT NULL OR lease_until <= ${now}))`,
    changeReturning: `${updateFree} AND EXISTS (${claim} AND returned_at IS NULL)`,
    changeReopening: `${updateFree} AND EXISTS (${claim} AND returned_at IS NOT NULL)`,

    /** First in a batch that changes payment and credit together: no other change of the payment comes between the two. */
    holdPayment: `SELECT payment_id FROM ${payments} WHERE payment_id = :payment_id ${locks?.row ?? ""}`,
    claimCredit: `INSERT INTO ${credits} (topup_id, payment_id, state, fence, holder, mode, lease_until, created_at, updated_at)
      SELECT topup_id, payment_id, 'claimed', 1, :write_id, :mode, ${now} + :lease_ms, :updated_at, :updated_at FROM ${payments} WHERE ${unchanged} AND ${free}
      ON CONFLICT (topup_id) DO UPDATE SET payment_id = excluded.payment_id, state = 'claimed', fence = ${credits}.fence + 1,
        holder = excluded.holder, mode = excluded.mode, lease_until = excluded.lease_until, returned_at = NULL, updated_at = excluded.updated_at
      WHERE ${credits}.state = 'void'
        OR (${credits}.state = 'claimed' AND ${credits}.payment_id = excluded.payment_id AND ${credits}.lease_until <= ${now})`,
    endCredit: `UPDATE ${credits} SET state = :credit_state, returned_at = NULL, updated_at = :updated_at WHERE ${ownClaim}`,
    returnCredit: `UPDATE ${credits} SET lease_until = ${FOREVER}, returned_at = :updated_at, updated_at = :updated_at WHERE ${ownClaim}`,
    /** The claim is open again and its lease over, so that the payment may take it anew. */
    reopenCredit: `UPDATE ${credits} SET lease_until = ${now}, returned_at = NULL, updated_at = :updated_at WHERE ${ownClaim}`,
    endLease: `UPDATE ${credits} SET lease_until = ${now} WHERE topup_id = :topup_id AND fence = :fence AND state = 'claimed' AND returned_at IS NULL`,
    readCredit: `SELECT c.topup_id, ${creditColumns("")} FROM ${credits} c WHERE c.topup_id = :topup_id`,

    insertAudit: `INSERT INTO ${audit} (${list(AUDIT_COLUMNS)}) SELECT ${typed(AUDIT_COLUMNS, "audit_")} WHERE EXISTS (${written}) ON CONFLICT DO NOTHING`,
    readAudit: `SELECT ${list(AUDIT_COLUMNS)} FROM ${audit} WHERE payment_id = :payment_id ORDER BY version`,

    readPayment: `${payment} WHERE p.payment_id = :payment_id`,
    readPaymentByRef: `${payment} WHERE p.ref = :ref`,
    findPayments: `${payment} WHERE p.payment_id IN (
        SELECT payment_id FROM ${payments} WHERE provider = :provider AND provider_payment_id = :provider_payment_id
        UNION SELECT payment_id FROM ${payments} WHERE provider = :provider AND provider_session_id = :provider_session_id AND attempt IS NOT NULL
        UNION SELECT payment_id FROM ${payments} WHERE provider = :provider AND payment_id = :payment_id)`,
    listAttempts: `${payment} WHERE p.topup_id = :topup_id ORDER BY p.created_at, p.payment_id`,
    readPaymentAndCredit: `SELECT ${list(PAYMENT_COLUMNS, "p.")}, ${creditColumns("credit_")}
      FROM ${payments} p LEFT JOIN ${credits} c ON c.topup_id = p.topup_id WHERE p.payment_id = :payment_id`,

    readEvent: `${event} WHERE event_id = :event_id`,
    recordEvent: `INSERT INTO ${events} (${list(EVENT_COLUMNS)}) VALUES (${list(EVENT_COLUMNS, ":")})
      ON CONFLICT (event_id) DO UPDATE SET ${eventUpdate} WHERE ${events}.sync_status NOT IN ${DECIDED}`,
    redecideEvent: `INSERT INTO ${events} (${list(EVENT_COLUMNS)}) VALUES (${list(EVENT_COLUMNS, ":")})
      ON CONFLICT (event_id) DO UPDATE SET ${eventUpdate}`,
    recordEventWith: `INSERT INTO ${events} (${list(EVENT_COLUMNS)}) SELECT ${typed(EVENT_COLUMNS, "event_")} WHERE EXISTS (${written})
      ON CONFLICT (event_id) DO UPDATE SET ${eventUpdate} WHERE ${events}.sync_status NOT IN ${DECIDED}`,

    takeDue: `UPDATE ${payments} SET next_check_at = :until WHERE payment_id IN (
        SELECT payment_id FROM ${payments} WHERE next_check_at IS NOT NULL AND next_check_at <= :now AND created_at <= :made_before
        ORDER BY next_check_at LIMIT :limit ${locks?.skip ?? ""}) AND next_check_at <= :now RETURNING ${list(PAYMENT_COLUMNS)}`,
    takeCheck: `UPDATE ${payments} SET checked_at = :now WHERE payment_id = :payment_id AND (checked_at IS NULL OR checked_at <= :before OR checked_at > :now) RETURNING payment_id`,
    schedule: `UPDATE ${payments} SET next_check_at = CASE WHEN ${unsettled} THEN CAST(:next_check_at AS BIGINT) ELSE next_check_at END,
        attempts = CASE WHEN ${unsettled} THEN attempts + 1 ELSE attempts END,
        answered_at = COALESCE(CASE WHEN answered_at >= CAST(:answered_at AS BIGINT) THEN answered_at END, CAST(:answered_at AS BIGINT), answered_at)
      WHERE payment_id = :payment_id AND ((${unsettled}) OR COALESCE(answered_at, 0) < CAST(:answered_at AS BIGINT))`,

    // D1 takes no more than five terms of a compound SELECT: the groups are one of them.
    summary: `SELECT * FROM (
        SELECT 'payments' AS what, status AS word, COUNT(*) AS count, MIN(updated_at) AS oldest FROM ${payments} GROUP BY status
        UNION ALL SELECT 'held', hold_reason, COUNT(*), MIN(updated_at) FROM ${payments} WHERE status = 'held' GROUP BY hold_reason
        UNION ALL SELECT 'events', sync_status, COUNT(*), MIN(created_at) FROM ${events} GROUP BY sync_status) grouped
      UNION ALL SELECT 'crediting', 'crediting', COUNT(*), MIN(c.created_at) FROM ${payments} p JOIN ${credits} c ON c.topup_id = p.topup_id
        WHERE p.status = 'crediting' GROUP BY p.status
      UNION ALL SELECT 'overdue', '', COUNT(*), MIN(next_check_at) FROM ${payments} WHERE next_check_at <= :now
      UNION ALL SELECT 'unmatched', '', COUNT(*), MIN(created_at) FROM ${events} WHERE sync_status = 'held' AND payment_id IS NULL
      UNION ALL SELECT 'unconfirmed', '', COUNT(*), MIN(unconfirmed_since) FROM ${payments} WHERE unconfirmed_since IS NOT NULL AND status IN ('crediting', 'paid')`,

    page(table, filters, after) {
      const [name, columns, id] =
        table === "payments"
          ? [payments, PAYMENT_COLUMNS, "payment_id"]
          : [events, EVENT_COLUMNS, "event_id"];
      const position = after ? [`(created_at, ${id}) < (:after_created_at, :after_id)`] : [];
      const where = [...filters.map((column) => `${column} = :${column}`), ...position];
      const condition = where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`;
      return `SELECT ${list(columns)} FROM ${name} ${condition} ORDER BY created_at DESC, ${id} DESC LIMIT :limit`;
    },
  };
}
