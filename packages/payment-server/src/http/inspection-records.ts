/** The results of `check()` and `drift()` as JSON, with times in ISO 8601 in UTC. */
import type { DriftItem } from "../core/drift/item.ts";
import type { DriftReport } from "../core/drift/report.ts";
import type { Inspection } from "../core/inspection.ts";
import type { StorageSummary } from "../core/storage-records.ts";

/** The fields of the summary of `check()` that are times. */
type SummaryTime =
  | "oldest_crediting_at"
  | "oldest_undecided_event_at"
  | "oldest_overdue_check_at"
  | "oldest_unconfirmed_at"
  | "oldest_waiting_notice_at";

/** The summary of `check()` in the form that responses have. */
export type WireSummary = Omit<StorageSummary, SummaryTime> & Record<SummaryTime, string | null>;

/** The answer of `GET check`. `ok` is `false` if a finding has the level `error`. */
export interface WireInspection extends Omit<Inspection, "summary"> {
  /** `null` if the storage could not be read. */
  summary: WireSummary | null;
}

/** An item of the drift report. */
export interface WireDriftItem extends Omit<DriftItem, "since"> {
  since: string | null;
}

/** The answer of `GET drift`. */
export interface WireDrift extends Omit<DriftReport, "items"> {
  items: WireDriftItem[];
}

/** Returns the result of `check()` in the form that responses have. */
export function wireInspection({ summary, ...inspection }: Inspection): WireInspection {
  return { ...inspection, summary: summary === null ? null : wireSummary(summary) };
}

/** Returns a drift report, or a part of one, in the form that responses have. */
export function wireDrift(report: DriftReport): WireDrift {
  const items = report.items.map((item) => ({ ...item, since: wireTime(item.since) }));
  return { ...report, items };
}

function wireSummary(summary: StorageSummary): WireSummary {
  return {
    ...summary,
    oldest_crediting_at: wireTime(summary.oldest_crediting_at),
    oldest_undecided_event_at: wireTime(summary.oldest_undecided_event_at),
    oldest_overdue_check_at: wireTime(summary.oldest_overdue_check_at),
    oldest_unconfirmed_at: wireTime(summary.oldest_unconfirmed_at),
    oldest_waiting_notice_at: wireTime(summary.oldest_waiting_notice_at),
  };
}

function wireTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
