import type { Storage } from "../../core/storage.ts";
import type { PageRequest } from "../../core/storage-records.ts";
import { read } from "./driver.ts";
import { toDayFigures } from "./figures.ts";
import { toAudit, toEvent, type Values } from "./rows.ts";
import { toPayment } from "./payment-rows.ts";
import type { SqlRunner } from "./runner.ts";

/**
 * Returns the methods of the storage that read pages of rows, the history of a payment and the
 * figures of days.
 */
export function listVerbs({
  sql,
  run,
  readMany,
}: SqlRunner): Pick<Storage, "listPayments" | "listEvents" | "listAudit" | "dayFigures"> {
  return {
    listPayments: async (page) =>
      await readMany(
        sql.page("payments", Object.keys(page.filter), page.after !== null),
        pageValues(page),
        toPayment,
      ),
    listEvents: async (page) =>
      await readMany(
        sql.page("events", Object.keys(page.filter), page.after !== null),
        pageValues(page),
        toEvent,
      ),
    listAudit: async (payment_id) => await readMany(sql.readAudit, { payment_id }, toAudit),
    dayFigures: async (from_at, until_at) =>
      toDayFigures(await run([read(sql.dayFigures, { from_at, until_at })])),
  };
}

function pageValues({ filter, after, limit }: PageRequest<object>): Values {
  return {
    ...(filter as Values),
    limit,
    after_created_at: after?.created_at ?? null,
    after_id: after?.id ?? null,
  };
}
