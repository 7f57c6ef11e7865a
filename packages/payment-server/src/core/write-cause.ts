import type { Cause } from "./audit.ts";
import type { Context } from "./context.ts";
import type { Payment } from "./payment.ts";
import type { PaymentEvent, SyncStatus } from "./storage.ts";

/** What made us look at a payment: who, and the delivery whose outcome is written together with the change it causes. */
export interface Matter {
  cause: Cause;
  event: PaymentEvent | null;
  /** The delivery with its outcome, or `null` when there is none. */
  decided(sync_status: SyncStatus, payment_id: string): PaymentEvent | null;
}

export function createMatter(cause: Cause, event: PaymentEvent | null): Matter {
  return {
    cause,
    event,
    decided: (sync_status, payment_id) =>
      event === null ? null : { ...event, sync_status, payment_id, sync_error: null },
  };
}

/** The next version of a payment. Every change of a payment is made here, so that none forgets the version. */
export function change(context: Context, before: Payment, after: Payment): Payment {
  return {
    ...after,
    version: before.version + 1,
    write_id: context.newId("wr"),
    updated_at: context.clock(),
  };
}
