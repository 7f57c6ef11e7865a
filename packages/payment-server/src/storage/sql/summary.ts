import type { StorageSummary } from "../../core/storage-records.ts";
import { read, type SqlRow } from "./driver.ts";
import type { SqlRunner } from "./runner.ts";

/**
 * Counts what an operator needs to know first. `warnings` is the SELECT of the dialect that names
 * unsafe settings, or `null`. It runs each time, since a setting may change while the process runs.
 */
export async function summarise(
  { sql, run, readMany }: SqlRunner,
  now: number,
  warnings: string | null,
): Promise<StorageSummary> {
  const rows = await run([read(sql.summary, { now })]);
  return {
    ...toSummary(rows),
    warnings:
      warnings === null ? [] : await readMany(warnings, {}, (row) => String(row["warning"])),
  };
}

/**
 * Rows are `{ what, word, count, oldest }`: `what` names the figure, and `word` the group in it.
 */
function toSummary(rows: readonly SqlRow[]): Omit<StorageSummary, "warnings"> {
  const counts = (what: string): Record<string, number> =>
    Object.fromEntries(
      rows
        .filter((row) => row["what"] === what)
        .map((row) => [String(row["word"]), Number(row["count"])]),
    );
  const oldest = (what: string, words: readonly string[]): number | null => {
    const times = rows
      .filter(
        (row) =>
          row["what"] === what && words.includes(String(row["word"])) && row["oldest"] !== null,
      )
      .map((row) => Number(row["oldest"]));
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
  };
}
