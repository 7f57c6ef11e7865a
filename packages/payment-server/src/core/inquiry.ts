/** Asks the provider what has become of one payment of ours, and settles the answer. */
import { PaymentError } from "../errors.ts";
import type { Context } from "./context.ts";
import { resolveClaim } from "./credit.ts";
import { settlingDeadline } from "./deadline.ts";
import type { Matter } from "./matter.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { PaymentProvider } from "./provider.ts";
import type { ReportStatus } from "./report.ts";
import { nextCheckAt } from "./schedule.ts";
import { progress, settle } from "./settlement.ts";
import { readTopup } from "./topup.ts";

/** How long a session may outlive its own word before we call it expired. */
const GRACE_MS = 10 * 60_000;
/** Between two questions about the same payment on behalf of requests. */
const REQUEST_PAUSE_MS = 3_000;

/** `none`: the page was opened, or may be; nobody has tried to pay. Otherwise the last word of the provider. */
export interface Inquiry {
  payment: Payment;
  stage: "none" | "expired" | ReportStatus;
}

/** Asks now. Throws `provider_unavailable` when there is no answer; nothing is decided then. */
export async function inquire(context: Context, payment: Payment, matter: Matter): Promise<Inquiry> {
  const provider = context.providers.get(payment.provider);
  const foreign = provider === undefined || provider.environment !== payment.environment;
  if (payment.status === "crediting") {
    const resolved = await resolveAlone(context, payment, matter);
    if (resolved !== null) return { payment: await reschedule(context, resolved), stage: "succeeded" };
  }
  // Of another environment: this process has no key to ask with, and leaves it to one that has, or to an administrator.
  if (foreign) return { payment: await reschedule(context, payment), stage: "unknown" };
  return await settlingDeadline(context, async (signal) => await ask(context, provider, payment, matter, signal));
}

/** Asks about a payment that a request is about, at most once in a few seconds and within the budget; trouble leaves it as it is stored. */
export async function inquireGently(context: Context, payment: Payment, matter: Matter): Promise<Payment> {
  const now = context.clock();
  const { checked_at } = payment;
  const recently = checked_at !== null && checked_at > now - REQUEST_PAUSE_MS && checked_at <= now;
  if (isSettled(payment) || recently || !context.budget.take()) return payment;
  if (!(await context.storage.takeCheck(payment.payment_id, now - REQUEST_PAUSE_MS, now))) return payment;
  try {
    return (await inquire(context, payment, matter)).payment;
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    context.logger.warn("a payment could not be asked about", { payment_id: payment.payment_id, code: error.code });
    return (await context.storage.readPayment(payment.payment_id)) ?? payment;
  }
}

/** An unclosed claim needs no provider: the topup says whether the host has credited. */
async function resolveAlone(context: Context, payment: Payment, matter: Matter): Promise<Payment | null> {
  const credit = await context.storage.readCredit(payment.topup_id);
  if (credit === null || credit.payment_id !== payment.payment_id || credit.state !== "claimed") return null;
  const topup = await readTopup(context, payment.topup_id);
  const resolved = await resolveClaim(context, payment, credit, topup?.status ?? null, matter);
  return resolved.kind === "paid" || resolved.kind === "busy" ? resolved.payment : null;
}

async function ask(context: Context, provider: PaymentProvider, payment: Payment, matter: Matter, signal: AbortSignal): Promise<Inquiry> {
  const session = payment.provider_session_id === null ? null : await provider.readSession(payment.provider_session_id, signal);
  const named = session?.known === true ? session.provider_payment_id : null;
  const ids = new Set([named, payment.provider_payment_id].filter((id) => id !== null));
  let stage: Inquiry["stage"] = "none";
  for (const id of ids) {
    // Whoever asks has taken one call from the budget: the one about the session.
    if (session !== null) context.budget.spend();
    const report = await provider.readPayment(id, signal);
    if (report === null) continue;
    if (stage !== "succeeded" && stage !== "processing") stage = report.status;
    await settle(context, provider, report, matter, signal);
  }
  if (stage === "none" && isOver(payment, session?.known ?? false, context.clock())) {
    await progress(context, payment, {}, "expired", matter);
    stage = "expired";
  }
  const after = await reschedule(context, payment);
  return { payment: after, stage };
}

function isOver(payment: Payment, known: boolean, now: number): boolean {
  if (payment.provider_session_id !== null && !known) return true;
  return now > (payment.expires_at ?? payment.created_at) + GRACE_MS;
}

/** Says when to look again, unless what was done meanwhile has said so. */
export async function reschedule(context: Context, before: Payment): Promise<Payment> {
  const after = (await context.storage.readPayment(before.payment_id)) ?? before;
  if (after.version === before.version && !isSettled(after)) {
    await context.storage.schedule(after.payment_id, after.version, nextCheckAt(after, context.clock()));
  }
  return after;
}
