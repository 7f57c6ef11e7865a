import type { Context } from "./context.ts";
import type { Payment } from "./payment.ts";

/**
 * Returns `after` as the version that follows `before`. Every write of a payment is made here, so
 * that none forgets the version, the write id or the time.
 */
export function nextVersion(context: Context, before: Payment, after: Payment): Payment {
  return {
    ...after,
    version: before.version + 1,
    write_id: context.newId("wr"),
    updated_at: context.clock(),
  };
}
