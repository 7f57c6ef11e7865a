/** The nets under the webhooks: payments that are due are asked about, and the provider's recent payments are looked through. */
import type { Context } from "../context.ts";
import { inquire, postpone } from "../inquiry.ts";
import { inLanes, LANES } from "../concurrency.ts";
import { createMatter } from "../write-cause.ts";
import type { Payment } from "../payment.ts";
import { lookThrough, type LookedThrough } from "./recent-payments.ts";
import { count, failed, isStopped, takeCall, type ReconcileResult, type Round } from "./run.ts";

/** So many are taken at once, and so many are looked at before the recent payments have their turn… */
const TAKEN = 20;
/** …and while one process looks at them, no other takes them. */
const TAKEN_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Dodo gives a delivery up after 27.5 h: two days back is enough while this process runs… */
const RECENT_MS = 48 * HOUR_MS;
/** …and after a longer outage, so at its first run and once a day, as far back as soft ends are asked about. */
const DEEP_MS = 15 * DAY_MS;

export interface ReconcileOptions {
  /** Only payments made at least this many milliseconds ago; default 0. */
  older_than?: number;
  /** At most so many payments that are due; default 100. */
  limit?: number;
  /** How far back the provider's recent payments are looked through, in milliseconds; 0 leaves that net out; default 48 h, and 15 days once a day. */
  recent?: number;
  /** Stops before the next call to the provider. */
  signal?: AbortSignal;
}

/**
 * Works off what is due, most overdue first, and looks through the provider's recent payments in between: a run that is
 * stopped before its end, as on a cron's route, gets to both. Safe in many processes at once.
 */
export async function reconcile(
  context: Context,
  options: ReconcileOptions = {},
): Promise<ReconcileResult> {
  const round = newRound(context, options.signal);
  const limit = options.limit ?? 100;
  const first = Math.min(limit, TAKEN);
  const taken = await workOff(round, options, first);
  await lookAtRecent(round, options.recent);
  if (taken === first) await workOff(round, options, limit - taken);
  return round.result;
}

/** At most so many payments that are due; how many there were. */
async function workOff(
  round: Round,
  { older_than = 0 }: ReconcileOptions,
  limit: number,
): Promise<number> {
  const { context } = round;
  let left = limit;
  while (left > 0 && !isStopped(round)) {
    const now = context.clock();
    const due = await context.storage.takeDue(
      now,
      now + TAKEN_MS,
      Math.min(left, TAKEN),
      now - older_than,
    );
    if (due.length === 0) break;
    left -= due.length;
    await inLanes(
      byTopup(due),
      lanesOf(context),
      async (payments) => await lookInTurn(round, payments, now + TAKEN_MS),
    );
  }
  return limit - left;
}

async function lookAtRecent(round: Round, asked: number | undefined): Promise<void> {
  const { context } = round;
  const started_at = context.clock();
  const deep = asked === undefined && needsDeepLook(context, started_at);
  const recent = asked ?? (deep ? DEEP_MS : RECENT_MS);
  if (recent === 0) return;
  const looks: (LookedThrough | null)[] = [];
  for (const provider of context.providers.values())
    looks.push(await lookThrough(round, provider, started_at - recent));
  const done = looks.filter((look) => look !== null);
  // A look that was cut short does not count until it is done, and one that has missed a payment is taken again in an hour.
  if (!deep || done.length < looks.length) return;
  const until = Math.min(...done.map((look) => look.until));
  context.deep_look.at = done.some(({ missed }) => missed) ? until - DAY_MS + HOUR_MS : until;
}

/** One payment that is due, within the budget, on the way of a request that has already been answered for itself. */
export async function workOffOne(context: Context): Promise<void> {
  if (!context.budget.take("reconcile")) return;
  const now = context.clock();
  const [payment] = await context.storage.takeDue(now, now + TAKEN_MS, 1, now);
  if (payment !== undefined) await look(newRound(context, undefined), payment);
}

function newRound(context: Context, stop: AbortSignal | undefined): Round {
  const matter = createMatter({ actor: "reconcile", event_id: null, note: null }, null);
  return {
    context,
    matter,
    result: { checked: 0, credited: 0, held: 0, failed: 0 },
    stop,
    held_payments: null,
  };
}

/** A host in our transaction may keep a SQLite file to itself: the others would be told that the database is busy. */
function lanesOf({ host }: Context): number {
  return host.closeWithHost === null ? LANES : 1;
}

/** Payments of one topup are looked at one after the other: the older one credits it. */
function byTopup(payments: readonly Payment[]): Payment[][] {
  const topups = new Map<string, Payment[]>();
  for (const payment of payments)
    topups.set(payment.topup_id, [...(topups.get(payment.topup_id) ?? []), payment]);
  return [...topups.values()];
}

/** What is not looked at in its time is due again, and another process may be at it. */
async function lookInTurn(
  round: Round,
  payments: readonly Payment[],
  taken_until: number,
): Promise<void> {
  for (const payment of payments) {
    if ((await takeCall(round)) && round.context.clock() < taken_until) await look(round, payment);
  }
}

async function look(round: Round, payment: Payment): Promise<void> {
  try {
    const { payment: after } = await inquire(round.context, payment, round.matter);
    count(round, payment, after);
  } catch (error) {
    failed(round, payment.payment_id, error);
    await postpone(round.context, payment);
  }
}

function needsDeepLook({ deep_look }: Context, now: number): boolean {
  return deep_look.at === null || now - deep_look.at >= DAY_MS;
}
