import {
  columnList,
  creditColumns,
  FOREVER,
  INSERTED_COLUMNS,
  type Fragments,
} from "./fragments.ts";

/** Statements that read or claim a topup's credit, or change its claim. */
export type CreditStatements = Readonly<
  Record<
    "claimCredit" | "endCredit" | "returnCredit" | "reopenCredit" | "endLease" | "readCredit",
    string
  >
>;

/** Builds the statements on credits. Leases are compared with the clock of the database. */
export function creditStatements(fragments: Fragments): CreditStatements {
  const { payments, credits, now, isLive, unchanged, free, ownClaim } = fragments;
  return {
    claimCredit: `INSERT INTO ${credits} (${columnList(INSERTED_COLUMNS.credits)})
      SELECT topup_id, payment_id, 'claimed', 1, :write_id, :mode, ${now} + :lease_ms, :updated_at, :updated_at FROM ${payments} WHERE ${unchanged} AND ${free}
      ON CONFLICT (topup_id) DO UPDATE SET payment_id = excluded.payment_id, state = 'claimed', fence = ${credits}.fence + 1,
        holder = excluded.holder, mode = excluded.mode, lease_until = excluded.lease_until, returned_at = NULL, updated_at = excluded.updated_at
      WHERE ${credits}.state = 'void'
        OR (${credits}.state = 'claimed' AND ${credits}.payment_id = excluded.payment_id AND ${credits}.returned_at IS NULL AND NOT (${isLive(`${credits}.lease_until`)}))`,
    endCredit: `UPDATE ${credits} SET state = :credit_state, returned_at = NULL, updated_at = :updated_at WHERE ${ownClaim}`,
    returnCredit: `UPDATE ${credits} SET lease_until = ${FOREVER}, returned_at = :updated_at, updated_at = :updated_at WHERE ${ownClaim}`,
    // The lease of the reopened claim ends now, so that its payment can claim the credit at once.
    reopenCredit: `UPDATE ${credits} SET lease_until = ${now}, returned_at = NULL, updated_at = :updated_at WHERE ${ownClaim}`,
    endLease: `UPDATE ${credits} SET lease_until = ${now} WHERE topup_id = :topup_id AND fence = :fence AND state = 'claimed' AND returned_at IS NULL`,
    readCredit: `SELECT c.topup_id, ${creditColumns(fragments, "")} FROM ${credits} c WHERE c.topup_id = :topup_id`,
  };
}
