import { PaymentError } from "../errors.ts";
import type { Context } from "./context.ts";
import { withDeadline } from "./deadline.ts";
import { providerDeadline } from "./provider-deadline.ts";
import { deliveryFindings } from "./delivery-findings.ts";
import type { Finding } from "./provider.ts";
import { namedPayment } from "./replay.ts";
import { YOUNG_MS } from "./schedule.ts";
import type { PaymentEvent, StorageSummary } from "./storage-records.ts";
import { UNCLEAR } from "./unconfirmed-delivery.ts";

/** A finding with the address of the page that explains it. */
export interface ExplainedFinding extends Finding {
  /**
   * `null` if this package does not know the code, because a provider of another package uses it.
   */
  docs: string | null;
}

/** The result of `check()`. `ok` is `false` if a finding has the level `error`. */
export interface Inspection {
  ok: boolean;
  findings: ExplainedFinding[];
  summary: StorageSummary | null;
}

/**
 * How long a payment may be due for a check, or a delivery may stay undecided, before a finding is
 * added, in milliseconds. Automatic retries are normally done by then.
 */
const LONG_MS = 3_600_000;

/**
 * How long payments, deliveries or notices may wait before a warning about them becomes an error,
 * in milliseconds. If they have waited that long, nobody seems to take care of them.
 */
const NEGLECTED_MS = 6 * LONG_MS;

function levelOf(waited: number): Finding["level"] {
  return waited > NEGLECTED_MS ? "error" : "warning";
}

/** The time limit of `readInTime()`, in milliseconds. */
const STORAGE_MS = 10_000;
const SILENT = {
  code: "storage_unavailable",
  message: "The database did not answer within 10 seconds.",
} as const;

/** Runs a read of the storage. Throws `storage_unavailable` after 10 s without an answer. */
export async function readInTime<T>(context: Context, read: () => Promise<T>): Promise<T> {
  return await withDeadline(context, STORAGE_MS, SILENT, read);
}

/** The values that `inspect()` cannot find out by itself. */
export interface InspectionInput {
  /** Further findings, such as those about the settings. */
  findings: readonly Finding[];
  /** The public address of the webhook route; `null` if it is not known. */
  webhook_url: string | null;
}

/**
 * Returns the findings. First come those about the stored payments, the held events and the
 * notices, then the mistakes that requests have shown, then the given findings, and then those
 * about each provider and its deliveries. The findings have no `docs` yet. `summary` is `null` if
 * the storage cannot be used.
 */
export async function inspect(
  context: Context,
  given: InspectionInput,
): Promise<Omit<Inspection, "findings"> & { findings: Finding[] }> {
  const findings: Finding[] = [];
  const reading = readInTime(context, async () => await context.storage.summary(context.clock()));
  const summary = await reading.catch((error: unknown) => {
    findings.push(toFinding(error));
    return null;
  });
  if (summary !== null) {
    findings.push(...moneyFindings(summary, context));
    if ((summary.events["held"] ?? 0) > 0) findings.push(...(await heldEventFindings(context)));
  }
  if (summary !== null && context.host.notify !== null)
    findings.push(...noticeFindings(summary, context.clock()));
  findings.push(...context.mistakes.findings(context.clock()), ...given.findings);
  for (const provider of context.providers.values()) {
    const own = providerDeadline(context, async (signal) => await provider.check(signal));
    findings.push(...(await own.catch((error: unknown) => [toFinding(error)])));
    // If the storage cannot be used, another finding already says so.
    if (summary === null) continue;
    const delivered = deliveryFindings(context, provider, given.webhook_url);
    findings.push(
      ...(await delivered.catch((error: unknown) => [
        { ...toFinding(error), level: "warning" as const },
      ])),
    );
  }
  return { ok: findings.every(({ level }) => level !== "error"), findings, summary };
}

/** The largest number of held events that are read to count their payments, the newest ones. */
const MOST_EVENTS = 200;

/**
 * Returns the findings about two kinds of held events: those about payments that are not stored
 * here, and those about refunds or disputes that the provider's API does not confirm. Several
 * events about one payment count once.
 */
async function heldEventFindings({ storage }: Context): Promise<Finding[]> {
  const filter = { sync_status: "held" } as const;
  const events = await storage.listEvents({ filter, after: null, limit: MOST_EVENTS });
  const count = (paymentOf: (event: PaymentEvent) => string | null): number =>
    new Set(events.map(paymentOf).filter((id) => id !== null)).size;
  const unmatched = count((event) =>
    event.payment_id === null ? (namedPayment(event) ?? event.event_id) : null,
  );
  const unclear = count(({ sync_error, payment_id }) =>
    sync_error === UNCLEAR ? payment_id : null,
  );
  const least = events.length < MOST_EVENTS ? "" : "At least ";
  const findings: Finding[] = [];
  if (unmatched > 0)
    findings.push({
      level: "warning",
      code: "unmatched",
      message: `${least}${unmatched} paid at the provider, naming payments that are not here: another application or another environment uses the same Dodo account (give each its own, docs/accounts.md says how), or a backup was restored. See events with sync_status=held, and drift() for their amounts.`,
    });
  if (unclear > 0)
    findings.push({
      level: "warning",
      code: "reversal_unclear",
      message: `${least}${unclear} with a refund or a dispute that the provider has delivered, and that its API does not list, or lists without its amount: what is stored as given back may be wrong. Look at these payments at the provider, correct the balance if needed, and replay their events, which have sync_status=held and sync_error=reversal_unclear.`,
    });
  return findings;
}

function moneyFindings(summary: StorageSummary, { clock, host }: Context): Finding[] {
  const now = clock();
  const findings: Finding[] = [];
  const add = (level: Finding["level"], code: string, message: string): unknown =>
    findings.push({ level, code, message });
  const { crediting = 0, held = 0 } = summary.payments;
  const waiting = age(summary.oldest_crediting_at, now);
  // Payments whose topup is not `paid` have a finding of their own below. In guarded mode the
  // status of these payments is `crediting`, so they are subtracted here. In transactional mode it
  // is `paid` after a commit, so nothing is subtracted. The summary counts both statuses together,
  // so this number is not exact in two cases. In transactional mode, such a payment counts in both
  // findings if its host has ended the transaction, or if its claim was made in guarded mode. After
  // a switch to guarded mode, `paid` payments are subtracted too, so this number may be too small.
  const failing = host.creditWithHost === null ? crediting - summary.unconfirmed : crediting;
  if (failing > 0) {
    add(
      // After `YOUNG_MS` the host is notified that the payment is stuck.
      waiting >= YOUNG_MS ? "error" : "warning",
      "crediting",
      `${failing} paid but not credited yet, the oldest for ${minutes(waiting)}: finishTopup() fails or was cut off; it is called again.`,
    );
  }
  if (summary.unconfirmed > 0) {
    const since = age(summary.oldest_unconfirmed_at, now);
    add(
      "error",
      "topup_not_paid",
      `${summary.unconfirmed === 1 ? "Once" : `${summary.unconfirmed} times`} finishTopup() was called and the topup does not say \`paid\`, the oldest for ${minutes(since)}: it did nothing, was not awaited, was cut off, or writes another word; look at those topups and at their balances (drift() names them).`,
    );
  }
  if (held > 0)
    add(
      "warning",
      "held",
      `${held} held (${reasons(summary)}): a person must look; docs/held.md says what each reason means and what can be done.`,
    );
  const late = age(summary.oldest_overdue_check_at, now);
  if (late > LONG_MS)
    add(
      levelOf(late),
      "overdue",
      `${summary.overdue_checks} payments are due for a check, the oldest for ${minutes(late)}: run reconcile() more often.`,
    );
  const undecided = age(summary.oldest_undecided_event_at, now);
  if (undecided > LONG_MS)
    add(
      levelOf(undecided),
      "undecided_events",
      `A delivery has been undecided for ${minutes(undecided)}; look at events with sync_status=failed.`,
    );
  for (const message of summary.warnings) add("warning", "storage_not_durable", message);
  return findings;
}

/** Returns a finding if a notice has waited for 15 minutes. */
function noticeFindings(summary: StorageSummary, now: number): Finding[] {
  const { waiting_notices, oldest_waiting_notice_at: oldest } = summary;
  const waited = age(oldest, now);
  if (waited < YOUNG_MS) return [];
  const message = `${waiting_notices} payments or events have notices that notify() has not taken, the oldest for ${minutes(waited)}: notify() fails or takes longer than 4 s (the log has the error of the first failure), or reconcile() does not run.`;
  return [{ level: levelOf(waited), code: "notices_late", message }];
}

/**
 * Returns how long ago a time is, in milliseconds, or 0 for `null`. The difference is absolute: a
 * time in the future was stored before the clock was set back, and must not count as new.
 */
function age(since: number | null, now: number): number {
  return since === null ? 0 : Math.abs(now - since);
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
