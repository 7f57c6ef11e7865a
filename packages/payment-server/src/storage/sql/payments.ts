import type { Storage } from "../../core/storage.ts";
import { runChange } from "./change.ts";
import { writtenBy } from "./change-statements.ts";
import { read, write } from "./driver.ts";
import { fromAudit, type Values } from "./rows.ts";
import { fromNotify, fromPayment, toPayment } from "./payment-rows.ts";
import { required, type SqlRunner } from "./runner.ts";

type PaymentVerb =
  | "insertPayment"
  | "changePayment"
  | "findPayments"
  | "readPayment"
  | "readPaymentByRef"
  | "listAttempts";

/** Returns the methods of the storage that insert, change and find single payments. */
export function paymentVerbs(runner: SqlRunner): Pick<Storage, PaymentVerb> {
  const { sql, run, readOne, readMany } = runner;
  return {
    async insertPayment(payment, audit, notify = false) {
      const values: Values = {
        ...fromPayment(payment),
        ...fromNotify(notify, payment.version),
      };
      const rows = await run([
        write(sql.insertPayment, values),
        write(sql.insertAudit, fromAudit(audit, payment.write_id)),
        read(sql.conflictingPayment, values),
      ]);
      return toPayment(required(rows[0]));
    },
    async changePayment(change) {
      const { won, payment } = await runChange(runner, change, [
        sql.changePayment(...writtenBy(change)),
      ]);
      return { won, payment };
    },
    findPayments: async (keys) => await readMany(sql.findPayments, { ...keys }, toPayment),
    readPayment: async (payment_id) => await readOne(sql.readPayment, { payment_id }, toPayment),
    readPaymentByRef: async (ref) => await readOne(sql.readPaymentByRef, { ref }, toPayment),
    listAttempts: async (topup_id) => await readMany(sql.listAttempts, { topup_id }, toPayment),
  };
}
