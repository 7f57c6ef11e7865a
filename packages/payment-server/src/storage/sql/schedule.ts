import type { Storage } from "../../core/storage.ts";
import { write } from "./driver.ts";
import { toPayment } from "./payment-rows.ts";
import type { SqlRunner } from "./runner.ts";

/** Returns the methods of the storage that find due payments and store when they are checked. */
export function scheduleVerbs({
  sql,
  run,
}: SqlRunner): Pick<Storage, "takeDue" | "takeCheck" | "schedule"> {
  return {
    async takeDue(now, until, limit, made_before) {
      const rows = await run([write(sql.takeDue, { now, until, limit, made_before })]);
      // The rows are sorted here, because RETURNING returns them in any order.
      return rows.map(toPayment).sort((a, b) => a.created_at - b.created_at);
    },
    takeCheck: async (payment_id, before, now) =>
      (await run([write(sql.takeCheck, { payment_id, before, now })])).length === 1,
    async schedule(payment_id, check) {
      await run([write(sql.schedule, { payment_id, ...check })]);
    },
  };
}
