import type { Context } from "./context.ts";
import type { Payment } from "./payment.ts";

/**
 * Returns `after` with the current time, a new write id, and a version number that is one higher
 * than in `before`. Every `Change` is built with this function, so that none of these values is
 * forgotten.
 */
export function nextVersion(context: Context, before: Payment, after: Payment): Payment {
  return {
    ...after,
    version: before.version + 1,
    write_id: context.newId("wr"),
    updated_at: context.clock(),
  };
}
