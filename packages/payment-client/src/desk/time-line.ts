/** The history of one payment: its audit entries and its deliveries in one list. */
import type { AuditEntry, PaymentAudit } from "../report-wire.ts";
import type { PaymentEvent } from "../wire.ts";

/** The colour of the mark of a line. */
export type Tone = "good" | "look" | "wait" | "soft" | "stop";

/**
 * One line of the history. `after_ms` is the time since the line before, or `null` for the first.
 */
export type TimeLineEntry = { at: string; after_ms: number | null; tone: Tone } & (
  | { kind: "write"; entry: AuditEntry }
  | { kind: "delivery"; event: PaymentEvent }
);

const TONES: Readonly<Record<string, Tone>> = {
  close: "good",
  confirm: "good",
  match: "good",
  claim: "wait",
  takeover: "wait",
  processing: "wait",
  hold: "look",
  return: "look",
  unconfirmed: "look",
  reversal: "look",
  sibling: "look",
  stray: "look",
  failed: "stop",
  give_up: "stop",
};

/**
 * Returns the history of a payment, oldest first. A delivery stands before the audit entries of the
 * same moment, since it has probably caused them.
 */
export function timeLine(
  { items }: PaymentAudit,
  events: readonly PaymentEvent[],
): TimeLineEntry[] {
  const deliveries: TimeLineEntry[] = events.map((event) => ({
    kind: "delivery",
    at: event.created_at,
    after_ms: null,
    tone: event.sync_status === "failed" ? "stop" : "wait",
    event,
  }));
  const writes: TimeLineEntry[] = items.map((entry) => ({
    kind: "write",
    at: entry.at,
    after_ms: null,
    tone: TONES[entry.action] ?? "soft",
    entry,
  }));
  return withPauses(
    [...deliveries, ...writes].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  );
}

/** Adds to each line the time since the line before. */
function withPauses(sorted: readonly TimeLineEntry[]): TimeLineEntry[] {
  return sorted.map((line, index) => {
    const before = sorted[index - 1];
    return {
      ...line,
      after_ms: before === undefined ? null : Date.parse(line.at) - Date.parse(before.at),
    };
  });
}
