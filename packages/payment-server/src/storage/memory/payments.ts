import type { Storage } from "../../core/storage.ts";
import { applyChange } from "./change.ts";
import { collides, matchesKeys } from "./collisions.ts";
import { addNotice } from "./notices.ts";
import { allPayments, byAge, copyOrNull, type MemoryTables } from "./tables.ts";

type PaymentVerb =
  | "insertPayment"
  | "changePayment"
  | "findPayments"
  | "readPayment"
  | "readPaymentByRef"
  | "listAttempts";

/** Returns the methods of the storage that insert, change and find single payments. */
export function paymentVerbs(tables: MemoryTables): Pick<Storage, PaymentVerb> {
  return {
    async insertPayment(payment, audit, notify = false) {
      const existing = allPayments(tables).find((other) => collides(other, payment));
      if (existing !== undefined) return { ...existing };
      tables.payments.set(payment.payment_id, { ...payment });
      tables.audit.push(structuredClone(audit));
      if (notify) addNotice(tables, "payment", payment.payment_id, payment.version);
      return { ...payment };
    },
    async changePayment(change) {
      const { won, payment } = applyChange(tables, change, () => true);
      return { won, payment };
    },
    async findPayments(keys) {
      return allPayments(tables)
        .filter((payment) => matchesKeys(payment, keys))
        .map((payment) => ({ ...payment }));
    },
    readPayment: async (payment_id) => copyOrNull(tables.payments.get(payment_id)),
    readPaymentByRef: async (ref) =>
      copyOrNull(allPayments(tables).find((payment) => payment.ref === ref)),
    async listAttempts(topup_id) {
      return allPayments(tables)
        .filter((payment) => payment.topup_id === topup_id)
        .sort(byAge)
        .map((payment) => ({ ...payment }));
    },
  };
}
