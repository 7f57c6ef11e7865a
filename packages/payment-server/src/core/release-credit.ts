/** Credits a payment that an administrator has released. */
import type { Context } from "./context.ts";
import { creditTopup } from "./credit.ts";
import { closeCredit } from "./credit-close.ts";
import { providerDeadline } from "./provider-deadline.ts";
import { nextStatus, type HoldReason, type Payment } from "./payment.ts";
import { paymentChange } from "./payment-change.ts";
import { nextVersion } from "./payment-version.ts";
import { beingCredited, notAsSeen, refused, takenByAnother } from "./release-errors.ts";
import type { Report } from "./report.ts";
import { withReversal } from "./report-fields.ts";
import type { Credit } from "./storage-records.ts";
import { readTopup } from "./topup.ts";
import { isSameSale, type Sale } from "./verdict.ts";
import type { Writing } from "./write-cause.ts";

/**
 * Credits the payment and returns it. `claim` is the payment's own open claim, or `null`; `seen`
 * holds the topup's values that the administrator has accepted. Throws `release_refused` or `busy`,
 * or the error of the provider or the host.
 */
export async function creditReleased(
  writing: Writing,
  payment: Payment,
  claim: Credit | null,
  seen: Sale,
): Promise<Payment> {
  const { context } = writing;
  const found = await context.storage.readCredit(payment.topup_id);
  if (found !== null && found.payment_id !== payment.payment_id && found.state !== "void")
    throw takenByAnother(found.state);
  const present = await assertNotReturned(writing, payment);
  // The topup is read after the query to the provider. Between this read and the claim there is no
  // further call to the provider.
  const topup = await readTopup(context, payment.topup_id);
  if (topup?.status !== "pending") return await creditedMeanwhile(context, present);
  if (!isSameSale(topup, seen)) throw notAsSeen(payment, topup);
  if (topup.credits <= 0)
    throw refused(
      `The topup's \`credits\` is ${topup.credits}, and only a positive number is credited; correct the topup, or dismiss the payment.`,
    );
  const accepted = {
    released: true,
    accepted_usd_cents: seen.usd_cents,
    accepted_credits: seen.credits,
    accepted_user_id: seen.user_id,
  };
  let ready = present;
  if (claim?.state === "returned") {
    ready = await reopen(writing, present, { ...present, ...accepted }, claim);
    // The earlier call to the host may have credited late, so the topup is read once more after the
    // claim was reopened.
    const again = await readTopup(context, payment.topup_id);
    if (again?.status === "paid") return await closeOpenClaim(writing, ready, claim);
    if (again?.status !== "pending" || !isSameSale(again, seen)) throw beingCredited();
  }
  const outcome = await creditTopup(writing, ready, { ...ready, ...accepted });
  if (outcome.kind === "paid") return outcome.payment;
  throw beingCredited();
}

/** Returns the payment if another request has credited it meanwhile, and throws otherwise. */
async function creditedMeanwhile({ storage }: Context, payment: Payment): Promise<Payment> {
  const present = await storage.readPayment(payment.payment_id);
  if (present?.status === "paid") return present;
  if (present?.version !== payment.version) throw beingCredited();
  throw refused(
    "The topup is not pending, so it cannot be credited; dismiss the payment or refund it.",
  );
}

/**
 * Closes the claim of a payment whose topup has become `paid` meanwhile, and marks the payment as
 * paid and as released. The topup is credited already, so the host is not called.
 */
export async function closeAfterHold(
  writing: Writing,
  payment: Payment,
  claim: Credit,
): Promise<Payment> {
  const { context } = writing;
  const next = nextVersion(context, payment, {
    ...payment,
    status: nextStatus(payment.status, "credited"),
    hold_reason: null,
    released: true,
    unconfirmed_since: null,
    attempts: 0,
    next_check_at: null,
  });
  const closed = await context.storage.closeCredit(
    paymentChange(writing, payment, next, "close"),
    claim.fence,
  );
  if (closed.payment.status === "paid") return closed.payment;
  throw beingCredited();
}

async function closeOpenClaim(
  writing: Writing,
  payment: Payment,
  { fence }: Credit,
): Promise<Payment> {
  const closed = await closeCredit(writing, payment, fence);
  if (closed.kind === "paid") return closed.payment;
  throw beingCredited();
}

/** Reopens a returned claim, so that the host is called again as the administrator has decided. */
async function reopen(
  writing: Writing,
  payment: Payment,
  accepted: Payment,
  claim: Credit,
): Promise<Payment> {
  const { context } = writing;
  const next = nextVersion(context, payment, {
    ...accepted,
    status: nextStatus(payment.status, "release"),
    hold_reason: null,
    unconfirmed_since: null,
    attempts: 0,
    next_check_at: context.clock(),
  });
  const reopened = await context.storage.reopenCredit(
    paymentChange(writing, payment, next, "release"),
    claim.fence,
  );
  if (reopened.won) return reopened.payment;
  throw beingCredited();
}

/**
 * Returns the stored payment. Throws `release_refused` if the money was refunded or disputed, or if
 * the provider has no such payment.
 *
 * The payment is not refused if it is held because of the refund or dispute, or as
 * `topup_not_paid`, and its row already shows everything. Any other refund or dispute of a held
 * payment is stored before the error is thrown, so that the administrator sees it before a second
 * release.
 */
async function assertNotReturned(writing: Writing, payment: Payment): Promise<Payment> {
  const { context } = writing;
  const report = await readReport(context, payment);
  if (report === null) return payment;
  const [reason, present] = [returnedReason(report), withReversal(payment, report)];
  if (reason === null) return await storeMoneyBack(writing, payment, present);
  const shown = report.status === "succeeded" || report.provider_status === payment.provider_status;
  const disputed = present.dispute_status !== payment.dispute_status;
  // The host may have credited an unconfirmed payment, so it keeps the reason that says so.
  const hold_reason = payment.hold_reason === "topup_not_paid" ? payment.hold_reason : reason;
  if (
    payment.hold_reason === hold_reason &&
    present.refunded_minor <= payment.refunded_minor &&
    shown &&
    !disputed
  )
    return payment;
  if (payment.status === "held") {
    const next = nextVersion(context, payment, {
      ...present,
      hold_reason,
      provider_status: report.provider_status,
    });
    await context.storage.changePayment(paymentChange(writing, payment, next, "hold"));
  }
  throw refused(
    `Since it arrived, the money of this payment was ${reason}, or taken back, at the provider; look at it again before you decide.`,
  );
}

/**
 * Stores the new returned amount if money came back from a dispute that was lost before. Without
 * this write, the money would count as returned when the payment is credited. Returns the stored
 * payment.
 */
async function storeMoneyBack(
  writing: Writing,
  payment: Payment,
  present: Payment,
): Promise<Payment> {
  if (present.refunded_minor === payment.refunded_minor) return payment;
  const next = nextVersion(writing.context, payment, present);
  const change = paymentChange(writing, payment, next, "reversal");
  const changed = await writing.context.storage.changePayment(change);
  if (!changed.won) throw beingCredited();
  return changed.payment;
}

/**
 * Returns `disputed` or `refunded` if the money was disputed or refunded, else `null`. A payment
 * that the provider no longer reports as succeeded counts as refunded.
 */
function returnedReason(report: Report): HoldReason | null {
  if (report.disputed) return "disputed";
  return report.refunded || report.status !== "succeeded" ? "refunded" : null;
}

/**
 * Reads the provider's current report on the payment. Returns `null` if the provider cannot be
 * queried: the service does not have this provider, or has it in another environment, or the
 * payment has no provider payment id. Throws `release_refused` if the provider has no such payment.
 */
async function readReport(
  context: Context,
  { provider, environment, provider_payment_id }: Payment,
): Promise<Report | null> {
  const known = context.providers.get(provider);
  if (known === undefined || known.environment !== environment || provider_payment_id === null)
    return null;
  const report = await providerDeadline(
    context,
    async (signal) => await known.readPayment(provider_payment_id, signal),
  );
  if (report === null)
    throw refused(
      "The provider does not know this payment any more, so nothing says that the money is there; dismiss it, or credit the topup by hand.",
    );
  return report;
}
