import type { Storage } from "../../core/storage.ts";
import type { PageRequest } from "../../core/storage-records.ts";
import { dayFigures } from "./figures.ts";
import { summarise } from "./summary.ts";
import { allPayments, type MemoryTables } from "./tables.ts";

/**
 * Returns the methods of the storage that read many rows: pages, a payment's history, the summary
 * and the figures of days.
 */
export function listVerbs(
  tables: MemoryTables,
): Pick<Storage, "listPayments" | "listEvents" | "listAudit" | "summary" | "dayFigures"> {
  return {
    listPayments: async (page) =>
      pageOf(allPayments(tables), page, (payment) => payment.payment_id),
    listEvents: async (page) =>
      pageOf([...tables.events.values()], page, (event) => event.event_id),
    async listAudit(payment_id) {
      return structuredClone(
        tables.audit
          .filter((entry) => entry.payment_id === payment_id)
          .sort((a, b) => a.version - b.version),
      );
    },
    summary: async (now) => summarise(tables, now),
    dayFigures: async (from, until) => dayFigures(tables, from, until),
  };
}

/**
 * Returns copies of the rows of one keyset page, newest first. Rows of the same time are sorted by
 * id in descending order.
 */
function pageOf<Row extends { created_at: number }, Filter extends object>(
  rows: readonly Row[],
  { filter, after, limit }: PageRequest<Filter>,
  id: (row: Row) => string,
): Row[] {
  const isAfter = (row: Row): boolean =>
    after === null ||
    row.created_at < after.created_at ||
    (row.created_at === after.created_at && id(row) < after.id);
  return rows
    .filter(
      (row) =>
        isAfter(row) &&
        Object.entries(filter).every(([key, value]) => Reflect.get(row, key) === value),
    )
    .sort((a, b) => b.created_at - a.created_at || (id(a) < id(b) ? 1 : -1))
    .slice(0, limit)
    .map((row) => ({ ...row }));
}
