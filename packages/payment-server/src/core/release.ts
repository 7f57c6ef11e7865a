/** What an administrator decides about money that waits: it is credited after all, or dismissed. */
import { PaymentError } from "../errors.ts";
import { auditEntry } from "./audit.ts";
import { confirmAgain, isNotCredited } from "./confirmation.ts";
import type { Context } from "./context.ts";
import { close, creditTopup, isOpenClaim, resolveClaim } from "./credit.ts";
import { askingDeadline } from "./deadline.ts";
import type { Topup } from "./host.ts";
import { withReversal } from "./report-fields.ts";
import { change, type Matter, createMatter } from "./write-cause.ts";
import { nextStatus, NOT_RELEASED, type HoldReason, type Payment } from "./payment.ts";
import type { Report } from "./report.ts";
import type { Change, Changed, Credit } from "./storage.ts";
import { readTopup } from "./topup.ts";
import { isSameSale, saleOf, type Sale } from "./verdict.ts";

export interface ReleaseInput {
  payment_id: string;
  decision: "credit" | "dismiss";
  /** Why; kept in the audit. */
  note: string;
  /** The topup as the administrator has seen it: needed where it is no longer what the payment was made for. */
  topup?: Sale | undefined;
}

/** What stands between an administrator and the payment. */
interface Waiting {
  /** The payment's own claim, over and not closed; `null` when it has none. */
  claim: Credit | null;
  topup: Topup | null;
}

/**
 * Ends a hold, or a credit that does not come to its end. `credit` goes through the same claim with the same key as every
 * credit; repeated, either answers the same. A release waives what the provider said, never what is sold to whom. Throws
 * `payment_not_found`, `release_refused` (a duplicate, a topup that is not pending or not what the administrator has seen,
 * money that went back since), `busy`, or the trouble of the provider or the host.
 */
export async function releasePayment(context: Context, input: ReleaseInput): Promise<Payment> {
  assertDecision(input);
  const matter = createMatter({ actor: "admin", event_id: null, note: input.note }, null);
  const payment = await context.storage.readPayment(input.payment_id);
  if (payment === null) throw new PaymentError("payment_not_found", "There is no such payment.");
  const wanted = input.decision === "credit" ? "paid" : "dismissed";
  if (payment.status === wanted)
    return payment.unconfirmed_since === null
      ? payment
      : await confirmAgain(context, payment, matter);
  if (payment.status !== "held" && payment.status !== "crediting") {
    throw refused(
      `Only a payment that is held or being credited can be released or dismissed; this one is ${payment.status}.`,
    );
  }
  const waiting = await whatWaits(context, payment, matter);
  if ("closed" in waiting) {
    if (wanted === "paid") return waiting.closed;
    throw refused("This payment has been credited meanwhile, so it cannot be dismissed.");
  }
  const { claim, topup } = waiting;
  if (claim?.state === "returned" && topup?.status === "paid") {
    if (wanted === "paid") return await closeHeld(context, payment, claim, matter);
    throw refused(
      "The topup says paid by now, so the payment cannot be dismissed; release it with `credit`, which calls nobody.",
    );
  }
  return input.decision === "credit"
    ? await credit(context, payment, waiting, input.topup ?? saleOf(payment), matter)
    : await dismiss(context, payment, waiting, matter);
}

/** A function may be called from JavaScript, where a misspelt decision would dismiss for good. */
function assertDecision({ decision, note }: ReleaseInput): void {
  if (decision !== "credit" && decision !== "dismiss")
    throw new PaymentError("invalid_request", "`decision` must be `credit` or `dismiss`.");
  if (typeof note !== "string" || note.trim() === "")
    throw new PaymentError(
      "invalid_request",
      "`note` must say why, for whoever reads the audit later.",
    );
}

/** A claim of its own is resolved first: its holder may be calling still, or the host may have credited. */
async function whatWaits(
  context: Context,
  payment: Payment,
  matter: Matter,
): Promise<Waiting | { closed: Payment }> {
  const found = await context.storage.readCredit(payment.topup_id);
  const claim = found?.payment_id === payment.payment_id && isOpenClaim(found) ? found : null;
  const topup = await readTopup(context, payment.topup_id);
  if (claim === null) return { claim, topup };
  const resolved = await resolveClaim(context, payment, claim, topup?.status ?? null, matter);
  if (resolved.kind === "paid") return { closed: resolved.payment };
  if (resolved.kind === "open" || payment.status === "held") return { claim, topup };
  throw beingCredited();
}

async function credit(
  context: Context,
  payment: Payment,
  { claim }: Waiting,
  seen: Sale,
  matter: Matter,
): Promise<Payment> {
  const found = await context.storage.readCredit(payment.topup_id);
  if (found !== null && found.payment_id !== payment.payment_id && found.state !== "void")
    throw found.state === "done" ? creditedByAnother() : ownedByAnother();
  await assertStillThere(context, payment, matter);
  // After the provider was asked: nothing stands between the last look at the topup and the claim.
  const topup = await readTopup(context, payment.topup_id);
  if (topup?.status !== "pending") {
    // Another release may have credited it between our reads.
    const present = await context.storage.readPayment(payment.payment_id);
    if (present?.status === "paid") return present;
    if (present?.version !== payment.version) throw beingCredited();
    throw refused(
      "The topup is not pending, so it cannot be credited; dismiss the payment or refund it.",
    );
  }
  if (!isSameSale(topup, seen)) throw notAsSeen(payment, topup);
  const accepted = {
    released: true,
    accepted_usd_cents: seen.usd_cents,
    accepted_credits: seen.credits,
    accepted_user_id: seen.user_id,
  };
  const ready =
    claim?.state === "returned"
      ? await reopen(context, payment, { ...payment, ...accepted }, claim, matter)
      : payment;
  if (ready !== payment && claim !== null) {
    // The call that has returned may have credited late: read again now that no verdict can come between.
    const present = await readTopup(context, payment.topup_id);
    if (present?.status === "paid") return await closeClaim(context, ready, claim, matter);
    if (present?.status !== "pending" || !isSameSale(present, seen)) throw beingCredited();
  }
  const outcome = await creditTopup(context, ready, { ...ready, ...accepted }, matter);
  if (outcome.kind === "paid") return outcome.payment;
  throw beingCredited();
}

/** The host was called once, and its topup has said paid only after the payment was held for it: nobody is called. */
async function closeHeld(
  context: Context,
  payment: Payment,
  claim: Credit,
  matter: Matter,
): Promise<Payment> {
  const status = nextStatus(payment.status, "credited");
  const next = change(context, payment, {
    ...payment,
    status,
    hold_reason: null,
    unconfirmed_since: null,
    attempts: 0,
    next_check_at: null,
  });
  const closed = await context.storage.closeCredit(
    { next, audit: auditEntry(payment, next, "close", matter.cause), event: null },
    claim.fence,
  );
  if (closed.payment.status === "paid") return closed.payment;
  throw beingCredited();
}

async function closeClaim(
  context: Context,
  payment: Payment,
  claim: Credit,
  matter: Matter,
): Promise<Payment> {
  const closed = await close(context, payment, claim.fence, matter);
  if (closed.kind === "paid") return closed.payment;
  throw beingCredited();
}

/** The host was called and its topup does not say paid: the administrator has looked, and lets it be called once more. */
async function reopen(
  context: Context,
  payment: Payment,
  accepted: Payment,
  claim: Credit,
  matter: Matter,
): Promise<Payment> {
  const status = nextStatus(payment.status, "release");
  const next = change(context, payment, {
    ...accepted,
    status,
    hold_reason: null,
    unconfirmed_since: null,
    attempts: 0,
    next_check_at: context.clock(),
  });
  const reopened = await context.storage.reopenCredit(
    { next, audit: auditEntry(payment, next, "release", matter.cause), event: null },
    claim.fence,
  );
  if (reopened.won) return reopened.payment;
  throw beingCredited();
}

/** Money that went back since it was held is not released unseen: the row says so first, and a second release is a decision about that. */
async function assertStillThere(context: Context, payment: Payment, matter: Matter): Promise<void> {
  const report = await askAbout(context, payment);
  const reason = report === null ? null : goneBack(report);
  if (report === null || reason === null) return;
  const present = withReversal(payment, report);
  if (payment.hold_reason === reason && present.refunded_minor <= payment.refunded_minor) return;
  if (payment.status === "held") {
    const next = change(context, payment, {
      ...present,
      hold_reason: reason,
      provider_status: report.provider_status,
    });
    await context.storage.changePayment({
      next,
      audit: auditEntry(payment, next, "hold", matter.cause),
      event: null,
    });
  }
  throw refused(
    `Since it arrived, the money of this payment was ${reason}, or taken back, at the provider; look at it again before you decide.`,
  );
}

/** A success that is none any more has gone back too. */
function goneBack(report: Report): HoldReason | null {
  if (report.disputed) return "disputed";
  return report.refunded || report.status !== "succeeded" ? "refunded" : null;
}

/** The provider's present word; `null` where there is none to ask: another environment, or a payment it never named. */
async function askAbout(
  context: Context,
  { provider, environment, provider_payment_id }: Payment,
): Promise<Report | null> {
  const known = context.providers.get(provider);
  if (known === undefined || known.environment !== environment || provider_payment_id === null)
    return null;
  const report = await askingDeadline(
    context,
    async (signal) => await known.readPayment(provider_payment_id, signal),
  );
  if (report === null)
    throw refused(
      "The provider does not know this payment any more, so nothing says that the money is there; dismiss it, or credit the topup by hand.",
    );
  return report;
}

async function dismiss(
  context: Context,
  payment: Payment,
  { claim }: Waiting,
  matter: Matter,
): Promise<Payment> {
  const next = change(context, payment, {
    ...payment,
    status: nextStatus(payment.status, "dismiss"),
    ...NOT_RELEASED,
    next_check_at: null,
  });
  const written = { next, audit: auditEntry(payment, next, "dismiss", matter.cause), event: null };
  const changed =
    claim === null
      ? await context.storage.changePayment(written)
      : await giveUp(context, written, claim);
  if (changed?.payment.status === "dismissed") return changed.payment;
  throw new PaymentError("busy", "The payment has just changed; look at it again.", {
    retry_after_ms: 1_000,
  });
}

/** Nothing is written where the host has credited after all. */
async function giveUp(context: Context, written: Change, claim: Credit): Promise<Changed | null> {
  return (await isNotCredited(context, claim))
    ? await context.storage.voidCredit(written, claim.fence)
    : null;
}

/** Both are said, so that the administrator sees what has changed since the page was opened. */
function notAsSeen(payment: Payment, topup: Topup): PaymentError {
  const { usd_cents, credits, user_id } = topup;
  return new PaymentError(
    "release_refused",
    "The topup is not what this payment was made for, or not what `topup` names: compare both, and send `topup` with the values that you accept.",
    {
      details: { payment: saleOf(payment), topup: { usd_cents, credits, user_id } },
    },
  );
}

function creditedByAnother(): PaymentError {
  return refused(
    "This topup was credited by another payment; refund this one at the provider and dismiss it.",
  );
}

function ownedByAnother(): PaymentError {
  return refused(
    "Another payment of this topup is being credited, or the application was called for it; decide about that one first.",
  );
}

function beingCredited(): PaymentError {
  return new PaymentError(
    "busy",
    "This topup is being credited by another request; look again in a few seconds.",
    { retry_after_ms: 2_000 },
  );
}

function refused(message: string): PaymentError {
  return new PaymentError("release_refused", message);
}
