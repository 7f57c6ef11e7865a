/** Asks the provider what has become of one payment of ours, and settles the answer. */
import { PaymentError } from "../errors.ts";
import { confirmAgain } from "./confirmation.ts";
import type { Context } from "./context.ts";
import { isOpenClaim, resolveClaim } from "./credit.ts";
import { settlingDeadline } from "./deadline.ts";
import type { Matter } from "./write-cause.ts";
import {
  hasMoney,
  isOccupied,
  isOnItsWay,
  isSettled,
  isSoftEnd,
  isUnknown,
  UNKNOWN,
  type Payment,
} from "./payment.ts";
import { progress } from "./payment-write.ts";
import type { PaymentProvider } from "./provider.ts";
import type { Report, ReportStatus } from "./report.ts";
import { isSessionOver, nextCheckAt } from "./schedule.ts";
import { settle } from "./settlement.ts";
import { readTopup } from "./topup.ts";

/** Between two questions about the same payment on behalf of requests. */
export const REQUEST_PAUSE_MS = 3_000;

/** `none`: the page was opened, or may be; nobody has tried to pay. `settled`: the money of it was decided about. Otherwise the last word of the provider. */
export type Stage = "none" | "settled" | "expired" | ReportStatus;

/** How many calls to the provider may still be made. */
export interface Calls {
  left: number;
}

export interface Inquiry {
  payment: Payment;
  stage: Stage;
}

/**
 * Asks now. Throws `provider_unavailable` when there is no answer; nothing is decided then. With `calls` it asks no more than
 * that, and takes the word of the session where that is enough.
 */
export async function inquire(
  context: Context,
  payment: Payment,
  matter: Matter,
  calls: Calls | null = null,
): Promise<Inquiry> {
  const provider = context.providers.get(payment.provider);
  const foreign = provider === undefined || provider.environment !== payment.environment;
  if (payment.status === "paid" && payment.unconfirmed_since !== null)
    return { payment: await confirmAgain(context, payment, matter), stage: "succeeded" };
  if (payment.status === "crediting") {
    const resolved = await resolveAlone(context, payment, matter);
    if (resolved !== null)
      return { payment: await postpone(context, resolved), stage: "succeeded" };
  }
  // Of another environment: this process has no key to ask with, and leaves it to one that has, or to an administrator.
  if (foreign) return { payment: await postpone(context, payment), stage: stageOf(payment) };
  return await settlingDeadline(
    context,
    async (signal) => await ask(context, provider, payment, matter, signal, calls),
  );
}

/** Asks about a payment that a request is about, at most once in a few seconds and within the budget; trouble leaves it as it is stored. */
export async function inquireGently(
  context: Context,
  payment: Payment,
  matter: Matter,
): Promise<Payment> {
  const now = context.clock();
  const { checked_at } = payment;
  const recently = checked_at !== null && checked_at > now - REQUEST_PAUSE_MS && checked_at <= now;
  if (isSettled(payment) || recently || !context.budget.take("pages", payment.user_id))
    return payment;
  if (!(await context.storage.takeCheck(payment.payment_id, now - REQUEST_PAUSE_MS, now)))
    return payment;
  try {
    return (await inquire(context, payment, matter)).payment;
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    context.logger.warn("a payment could not be asked about", {
      payment_id: payment.payment_id,
      code: error.code,
    });
    return await present(context, payment);
  }
}

/** An unclosed claim needs no provider: the topup says whether the host has credited. */
async function resolveAlone(
  context: Context,
  payment: Payment,
  matter: Matter,
): Promise<Payment | null> {
  const credit = await context.storage.readCredit(payment.topup_id);
  if (credit === null || credit.payment_id !== payment.payment_id || !isOpenClaim(credit))
    return null;
  const topup = await readTopup(context, payment.topup_id);
  const resolved = await resolveClaim(context, payment, credit, topup?.status ?? null, matter);
  return "payment" in resolved ? resolved.payment : null;
}

async function ask(
  context: Context,
  provider: PaymentProvider,
  payment: Payment,
  matter: Matter,
  signal: AbortSignal,
  calls: Calls | null,
): Promise<Inquiry> {
  const asked_at = context.clock();
  const { provider_session_id } = payment;
  const session =
    provider_session_id === null
      ? null
      : await count(calls, async () => await provider.readSession(provider_session_id, signal));
  const named = session?.known === true ? session.provider_payment_id : null;
  const said = session?.known === true ? session.status : null;
  const asked = toAsk(payment, named, said, calls);
  let stage: Stage =
    named !== null && asked.includes(named)
      ? "none"
      : (said ?? (named === null ? "none" : "unknown"));
  for (const id of asked) {
    // Whoever asks has taken one call from the budget: the one about the session.
    if (session !== null) charge(context, payment, matter);
    const report = await count(calls, async () => await provider.readPayment(id, signal));
    const settlement =
      report === null
        ? null
        : await settle(
            context,
            provider,
            id === named ? proven(report, payment) : report,
            matter,
            signal,
          );
    const settled =
      settlement !== null && settlement.payment !== null && isSettled(settlement.payment);
    stage = further(stage, settled ? "settled" : (report?.status ?? "unknown"));
  }
  if (isOver(payment, stage, session?.known ?? false, context.clock())) stage = "expired";
  const after = await keepStage(context, payment, stage, matter);
  return { payment: await reschedule(context, payment, after, asked_at), stage };
}

/** What was asked may have changed the row: it ends as it is now, if it has not ended otherwise, and money that may come stands on it. */
async function keepStage(
  context: Context,
  before: Payment,
  stage: Stage,
  matter: Matter,
): Promise<Payment> {
  const payment = await present(context, before);
  const unknown = MAY_BE_PAID.has(stage) && !hasMoney(payment) && !isOccupied(payment);
  if (stage !== "expired" && !unknown) return payment;
  if (stage === "expired") await progress(context, payment, {}, "expired", matter);
  else await progress(context, payment, { provider_status: UNKNOWN }, "processing", matter);
  return await present(context, before);
}

async function present({ storage }: Context, payment: Payment): Promise<Payment> {
  return (await storage.readPayment(payment.payment_id)) ?? payment;
}

/**
 * The payment that stands on the row is asked about first, so that the row is free for the one that the session names. One
 * that has failed is left where the session names another. Of what is not paid, and where no call is left, the session's own
 * word is enough for a create. Throws `busy` where it has no call left to ask about the row's own with.
 */
function toAsk(
  payment: Payment,
  named: string | null,
  said: ReportStatus | null,
  calls: Calls | null,
): string[] {
  const { provider_payment_id: own } = payment;
  const ids: string[] = [];
  if (own !== null && own !== named && !(isSoftEnd(payment) && named !== null)) ids.push(own);
  if (calls !== null && calls.left < ids.length)
    throw new PaymentError(
      "busy",
      "Earlier checkouts of this topup are still being asked about; try again in a second.",
      { retry_after_ms: 1_000 },
    );
  const may_ask = calls === null || calls.left > ids.length;
  if (named !== null && may_ask && !isEnough(payment, said, calls)) ids.push(named);
  return ids;
}

/** Whether what the session says of its payment need not be asked again: that nobody has paid yet, or that what has ended has. */
function isEnough(payment: Payment, said: ReportStatus | null, calls: Calls | null): boolean {
  return (
    calls !== null &&
    (said === "open" || (isSoftEnd(payment) && (said === "failed" || said === "canceled")))
  );
}

/** The session that we stored names this payment: that is its own word for being ours. A payment that names another one is money from elsewhere. */
function proven(report: Report, { payment_id, provider_session_id }: Payment): Report {
  return {
    ...report,
    provider_session_id: report.provider_session_id ?? provider_session_id,
    our_payment_id: report.our_payment_id ?? payment_id,
  };
}

async function count<T>(calls: Calls | null, call: () => Promise<T>): Promise<T> {
  if (calls !== null) calls.left -= 1;
  return await call();
}

/** The call goes to the share of whoever asks; creates and administrators have none. */
function charge({ budget }: Context, { user_id }: Payment, { cause }: Matter): void {
  if (cause.actor === "webhook") budget.spend("deliveries", user_id);
  if (cause.actor === "return") budget.spend("pages", user_id);
  if (cause.actor === "reconcile") budget.spend("reconcile");
}

/** A success that is not settled, money on its way, and a word that we do not know. */
export const MAY_BE_PAID: ReadonlySet<Stage> = new Set<Stage>([
  "succeeded",
  "processing",
  "unknown",
]);

/** The last word that is stored. */
export function stageOf(payment: Payment): Stage {
  if (isOnItsWay(payment)) return "processing";
  if (isUnknown(payment)) return "unknown";
  return payment.status === "failed" ||
    payment.status === "canceled" ||
    payment.status === "expired"
    ? payment.status
    : "none";
}

/** How far a payment has come, as far as its page is concerned: what may still be paid counts for more than what has ended. */
const FAR: Record<Stage, number> = {
  none: 0,
  expired: 0,
  settled: 1,
  failed: 1,
  canceled: 1,
  open: 2,
  unknown: 3,
  processing: 4,
  succeeded: 5,
};

function further(a: Stage, b: Stage): Stage {
  return FAR[b] > FAR[a] ? b : a;
}

/** The page can no longer be paid: the provider does not know it, or its time is over and no money is on its way. */
function isOver(payment: Payment, stage: Stage, known: boolean, now: number): boolean {
  if (stage === "none" && payment.provider_session_id !== null && !known) return true;
  return (
    (stage === "none" || stage === "open" || stage === "unknown") && isSessionOver(payment, now)
  );
}

/** Says when to look again, unless what was done meanwhile has said so, and from when on the provider's answer stands, if there was one. */
async function reschedule(
  context: Context,
  before: Payment,
  after: Payment,
  answered_at: number | null,
): Promise<Payment> {
  if (isSettled(after) || (answered_at === null && after.version !== before.version)) return after;
  await context.storage.schedule(after.payment_id, {
    version: before.version,
    next_check_at: nextCheckAt(after, context.clock()),
    answered_at,
  });
  return { ...after, answered_at: answered_at ?? after.answered_at };
}

/** Looks again later at a payment that could not be asked about. */
export async function postpone(context: Context, payment: Payment): Promise<Payment> {
  return await reschedule(context, payment, await present(context, payment), null);
}
