import type { StorageSummary } from "../../core/storage-records.ts";
import { read, write, type SqlRow } from "./driver.ts";
import type { SqlRunner } from "./runner.ts";

/**
 * Returns the counts and times that an operator checks first, and a list of warnings. The parameter
 * `warnings` is the SELECT that names unsafe settings, or `null`. The SELECT runs on each call,
 * because settings may change while the process runs. Throws `storage_unavailable` also if the
 * database can only be read.
 */
export async function summarise(
  { sql, run, readMany }: SqlRunner,
  now: number,
  warnings: string | null,
): Promise<StorageSummary> {
  await run(sql.writeProbe.map((text) => write(text)));
  const rows = await run([read(sql.summary, { now })]);
  return {
    ...toSummary(rows),
    warnings: warnings === null ? [] : await readMany(warnings, {}, ([warning]) => String(warning)),
  };
}

/**
 * Converts rows `[what, word, count, oldest]`. `what` is the name of a figure, such as `payments`.
 * `word` is a group that is counted in this figure, such as a status.
 */
function toSummary(rows: readonly SqlRow[]): Omit<StorageSummary, "warnings"> {
  const counts = (what: string): Record<string, number> =>
    Object.fromEntries(
      rows.filter(([of]) => of === what).map(([, word, count]) => [String(word), Number(count)]),
    );
  const oldest = (what: string, words: readonly string[]): number | null => {
    const times = rows
      .filter(([of, word, , at]) => of === what && words.includes(String(word)) && at !== null)
      .map(([, , , at]) => Number(at));
    return times.length === 0 ? null : Math.min(...times);
  };
  return {
    payments: counts("payments"),
    held: counts("held"),
    events: counts("events"),
    oldest_crediting_at: oldest("crediting", ["crediting"]),
    oldest_undecided_event_at: oldest("events", ["pending", "processing", "failed"]),
    overdue_checks: counts("overdue")[""] ?? 0,
    oldest_overdue_check_at: oldest("overdue", [""]),
    unmatched_events: counts("unmatched")[""] ?? 0,
    unconfirmed: counts("unconfirmed")[""] ?? 0,
    oldest_unconfirmed_at: oldest("unconfirmed", [""]),
    waiting_notices: counts("notices")[""] ?? 0,
    oldest_waiting_notice_at: oldest("notices", [""]),
  };
}
