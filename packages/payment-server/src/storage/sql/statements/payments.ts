import { columnList, creditColumns, INSERTED_COLUMNS, type Fragments } from "./fragments.ts";

/**
 * Statements that insert, change and find payments. A statement that changes a payment names only
 * the columns that the change writes. If an UPDATE names a column, SQLite writes each index on that
 * column, even if the column's value stays the same.
 */
export type PaymentStatements = Readonly<
  Record<
    | "changePayment"
    | "changeClaimed"
    | "changeClosing"
    | "changeVoiding"
    | "changeReturning"
    | "changeReopening",
    (columns: readonly string[], notify: boolean) => string
  > &
    Record<
      | "insertPayment"
      | "conflictingPayment"
      | "lockPayment"
      | "readPayment"
      | "readPaymentByRef"
      | "findPayments"
      | "listAttempts"
      | "readPaymentAndCredit",
      string
    >
>;

const INSERTED = INSERTED_COLUMNS.payments;

/**
 * Builds the statements on payments. A statement that is named after what happens to a claim, such
 * as `changeClosing`, writes only the payment. Another statement of the batch writes the claim.
 */
export function paymentStatements(fragments: Fragments): PaymentStatements {
  const { payments, credits, paymentColumns, isLive, row_lock, update, updateFree, claim } =
    fragments;
  const payment = `SELECT ${paymentColumns("p.")} FROM ${payments} p`;
  return {
    insertPayment: `INSERT INTO ${payments} (${columnList(INSERTED)}) VALUES (${columnList(INSERTED, ":")}) ON CONFLICT DO NOTHING`,
    // Finds the row that was just inserted, or else an older row with one of the payment's keys.
    // The `ref` is not compared, because it is random.
    conflictingPayment: `${payment} WHERE p.payment_id = :payment_id OR (p.topup_id = :topup_id AND p.attempt = :attempt)
      OR (p.provider = :provider AND p.environment = :environment AND p.provider_payment_id = :provider_payment_id)
      OR (p.provider = :provider AND p.provider_session_id = :provider_session_id AND p.attempt IS NOT NULL AND CAST(:attempt AS BIGINT) IS NOT NULL) LIMIT 1`,
    changePayment: updateFree,
    // Writes the change if the claim of this change has just succeeded. The statement does not
    // check again whether another row has the provider payment or the session. If such a row was
    // stored since the claim was made, the unique index fails the whole batch, which undoes the
    // claim. If this statement checked instead, the claim would be stored without its change.
    changeClaimed: (...change) =>
      `${update(...change)} AND EXISTS (SELECT 1 FROM ${credits} WHERE topup_id = :topup_id AND holder = :write_id)`,
    changeClosing: (...change) => `${updateFree(...change)} AND EXISTS (${claim})`,
    changeVoiding: (...change) =>
      `${updateFree(...change)} AND EXISTS (${claim} AND (returned_at IS NOT NULL OR NOT (${isLive("lease_until")})))`,
    changeReturning: (...change) =>
      `${updateFree(...change)} AND EXISTS (${claim} AND returned_at IS NULL)`,
    changeReopening: (...change) =>
      `${updateFree(...change)} AND EXISTS (${claim} AND returned_at IS NOT NULL)`,
    // In PostgreSQL, a transaction that changes a payment and its credit begins with this
    // statement. No other transaction can then change the payment before this transaction ends.
    lockPayment: `SELECT payment_id FROM ${payments} WHERE payment_id = :payment_id ${row_lock}`,
    readPayment: `${payment} WHERE p.payment_id = :payment_id`,
    readPaymentByRef: `${payment} WHERE p.ref = :ref`,
    findPayments: `${payment} WHERE p.payment_id IN (
        SELECT payment_id FROM ${payments} WHERE provider = :provider AND provider_payment_id = :provider_payment_id
        UNION ALL SELECT payment_id FROM ${payments} WHERE provider = :provider AND provider_session_id = :provider_session_id AND attempt IS NOT NULL
        UNION ALL SELECT payment_id FROM ${payments} WHERE provider = :provider AND payment_id = :payment_id)`,
    listAttempts: `${payment} WHERE p.topup_id = :topup_id ORDER BY p.created_at, p.payment_id`,
    readPaymentAndCredit: `SELECT ${paymentColumns("p.")}, ${creditColumns(fragments, "credit_")}
      FROM ${payments} p LEFT JOIN ${credits} c ON c.topup_id = p.topup_id WHERE p.payment_id = :payment_id`,
  };
}
