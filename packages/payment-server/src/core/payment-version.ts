import type { Context } from "./context.ts";
import type { Payment } from "./payment.ts";

/**
 * Returns `after` with the version number that follows that of `before`, a new write id and the
 * current time. Every `Change` is built with this function, so that none of the three is forgotten.
 */
export function nextVersion(context: Context, before: Payment, after: Payment): Payment {
  return {
    ...after,
    version: before.version + 1,
    write_id: context.newId("wr"),
    updated_at: context.clock(),
  };
}
