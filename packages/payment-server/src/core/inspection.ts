import { PaymentError } from "../errors.ts";
import type { Context } from "./context.ts";
import { providerDeadline } from "./deadline.ts";
import type { Finding } from "./provider.ts";
import { YOUNG_MS } from "./schedule.ts";
import type { StorageSummary } from "./storage-records.ts";

/** The result of `check()`. `ok` is `false` if a finding has the level `error`. */
export interface Inspection {
  ok: boolean;
  findings: Finding[];
  summary: StorageSummary | null;
}

/**
 * How long a payment or delivery may wait before its finding becomes more serious or is added, in
 * milliseconds. Automatic retries are normally done by then.
 */
const LONG_MS = 3_600_000;

/**
 * Checks the storage, the settings and the providers. The findings about waiting payments come
 * first.
 */
export async function inspect(context: Context, warnings: readonly string[]): Promise<Inspection> {
  const findings: Finding[] = [];
  const summary = await context.storage.summary(context.clock()).catch((error: unknown) => {
    findings.push(toFinding(error));
    return null;
  });
  if (summary !== null) findings.push(...moneyFindings(summary, context.clock()));
  if (summary !== null && context.host.notify !== null)
    findings.push(...noticeFindings(summary, context.clock()));
  for (const message of warnings)
    findings.push({ level: "warning", code: "test_mode_in_public", message });
  for (const provider of context.providers.values()) {
    findings.push(
      ...(await providerDeadline(context, async (signal) => await provider.check(signal)).catch(
        (error: unknown) => [toFinding(error)],
      )),
    );
  }
  return { ok: findings.every(({ level }) => level !== "error"), findings, summary };
}

function moneyFindings(summary: StorageSummary, now: number): Finding[] {
  const findings: Finding[] = [];
  const add = (level: Finding["level"], code: string, message: string): unknown =>
    findings.push({ level, code, message });
  const { crediting = 0, held = 0 } = summary.payments;
  const waiting = summary.oldest_crediting_at === null ? 0 : now - summary.oldest_crediting_at;
  if (crediting > 0) {
    add(
      waiting > LONG_MS ? "error" : "warning",
      "crediting",
      `${crediting} paid but not credited yet, the oldest for ${minutes(waiting)}: finishTopup() fails or was cut off; it is called again.`,
    );
  }
  if (summary.unconfirmed > 0) {
    const since = summary.oldest_unconfirmed_at === null ? 0 : now - summary.oldest_unconfirmed_at;
    add(
      "error",
      "topup_not_paid",
      `${summary.unconfirmed} times finishTopup() has returned and the topup does not say \`paid\`, the oldest for ${minutes(since)}: it did nothing, was not awaited, or writes another word; look at those topups and at their balances (drift() names them).`,
    );
  }
  if (held > 0)
    add(
      "warning",
      "held",
      `${held} held (${reasons(summary)}): a person must look; docs/held.md says what each reason means and what can be done.`,
    );
  if (summary.unmatched_events > 0) {
    add(
      "warning",
      "unmatched",
      `${summary.unmatched_events} paid at the provider, naming payments that are not here (a restored backup?): see events with sync_status=held, and drift() for their amounts.`,
    );
  }
  const late = summary.oldest_overdue_check_at === null ? 0 : now - summary.oldest_overdue_check_at;
  if (late > LONG_MS)
    add(
      "warning",
      "overdue",
      `${summary.overdue_checks} payments are due for a check, the oldest for ${minutes(late)}: run reconcile() more often.`,
    );
  const undecided =
    summary.oldest_undecided_event_at === null ? 0 : now - summary.oldest_undecided_event_at;
  if (undecided > LONG_MS)
    add(
      "warning",
      "undecided_events",
      `A delivery has been undecided for ${minutes(undecided)}; look at events with sync_status=failed.`,
    );
  for (const message of summary.warnings) add("warning", "storage_not_durable", message);
  return findings;
}

/** Returns a finding if a notice has waited for more than 15 minutes. */
function noticeFindings(summary: StorageSummary, now: number): Finding[] {
  const { waiting_notices, oldest_waiting_notice_at: oldest } = summary;
  const waited = oldest === null ? 0 : now - oldest;
  if (waited < YOUNG_MS) return [];
  const message = `${waiting_notices} payments or events have notices that notify() has not taken, the oldest for ${minutes(waited)}: notify() fails or takes longer than 4 s (the log has the error of the first failure), or reconcile() does not run.`;
  return [{ level: "warning", code: "notices_late", message }];
}

/** Returns the number of held payments by reason, for example `2 underpaid, 1 refunded`. */
function reasons({ held }: StorageSummary): string {
  return Object.entries(held)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(", ");
}

function minutes(ms: number): string {
  return `${Math.floor(ms / 60_000)} min`;
}

function toFinding(error: unknown): Finding {
  if (error instanceof PaymentError)
    return { level: "error", code: error.code, message: error.message };
  return { level: "error", code: "internal", message: "This could not be checked." };
}
