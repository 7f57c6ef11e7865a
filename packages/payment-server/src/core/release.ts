/** Carries out an administrator's decision to credit or dismiss a payment. */
import { PaymentError } from "../errors.ts";
import { adminCause } from "./administrator.ts";
import { confirmAgain, isNotCredited } from "./confirmation.ts";
import type { Context } from "./context.ts";
import { isOpenClaim, resolveClaim } from "./credit.ts";
import type { Topup } from "./host.ts";
import { nextStatus, NOT_RELEASED, type Payment } from "./payment.ts";
import { paymentChange } from "./payment-change.ts";
import { nextVersion } from "./payment-version.ts";
import { closeAfterHold, creditReleased } from "./release-credit.ts";
import { beingCredited, refused } from "./release-errors.ts";
import type { Change, Changed, Credit } from "./storage-records.ts";
import { isStorableText } from "./storable-text.ts";
import { readTopup } from "./topup.ts";
import { saleOf, type Sale } from "./verdict.ts";
import type { Writing } from "./write-cause.ts";

/** The decision of an administrator. */
export interface ReleaseInput {
  payment_id: string;
  decision: "credit" | "dismiss";
  /** The reason for the decision. It is stored in the audit. */
  note: string;
  /**
   * The topup's price, credits and user that the administrator accepts. They are required if they
   * differ from what the payment was made for.
   */
  topup?: Sale | undefined;
  /** The host's id of the administrator, for the audit. */
  admin_id?: string | undefined;
}

/** The claim and the topup of a payment that waits for a decision. */
interface Waiting {
  /** The payment's own open claim, whose lease has ended; `null` if there is none. */
  claim: Credit | null;
  topup: Topup | null;
}

/**
 * Carries out an administrator's decision, `credit` or `dismiss`, on a payment that is held or
 * `crediting`, and returns the payment. As for any other credit, a call to the host needs a claim
 * and an idempotency key. Repeating a decision changes nothing, except that the topup of an
 * unconfirmed credit is read again.
 *
 * The decision overrules what the provider reported. But if the topup's price, credits or user have
 * changed since the payment was made, the host is called only if the administrator has accepted the
 * new values.
 *
 * Throws `invalid_request`, `payment_not_found`, `busy`, or the error of the provider or the host.
 * Throws `release_refused`, for example, if the payment is a duplicate, if the topup is not
 * pending, if the topup's values are not the accepted ones, or if the money was refunded meanwhile.
 */
export async function releasePayment(context: Context, input: ReleaseInput): Promise<Payment> {
  assertDecision(input);
  const writing: Writing = { context, cause: adminCause(input.note, input.admin_id) };
  const payment = await context.storage.readPayment(input.payment_id);
  if (payment === null) throw new PaymentError("payment_not_found", "There is no such payment.");
  const wanted = input.decision === "credit" ? "paid" : "dismissed";
  if (payment.status === wanted) {
    const is_unconfirmed = wanted === "paid" && payment.unconfirmed_since !== null;
    return is_unconfirmed ? await confirmAgain(writing, payment) : payment;
  }
  if (payment.status !== "held" && payment.status !== "crediting") {
    throw refused(
      `Only a payment that is held or being credited can be released or dismissed; this one is ${payment.status}.`,
    );
  }
  const waiting = await readWaiting(writing, payment);
  if ("closed" in waiting) {
    if (wanted === "paid") return waiting.closed;
    throw refused("This payment has been credited meanwhile, so it cannot be dismissed.");
  }
  const { claim, topup } = waiting;
  if (claim?.state === "returned" && topup?.status === "paid") {
    if (wanted === "paid") return await closeAfterHold(writing, payment, claim);
    throw refused(
      "The topup says paid by now, so the payment cannot be dismissed; release it with `credit`, which calls nobody.",
    );
  }
  return input.decision === "credit"
    ? await creditReleased(writing, payment, claim, input.topup ?? saleOf(payment))
    : await dismiss(writing, payment, claim);
}

/**
 * Throws `invalid_request` if the decision is unknown, or if the note is empty or cannot be stored.
 * JavaScript callers are not type-checked, and a misspelt decision would dismiss the payment for
 * good.
 */
function assertDecision({ decision, note }: ReleaseInput): void {
  if (decision !== "credit" && decision !== "dismiss")
    throw new PaymentError("invalid_request", "`decision` must be `credit` or `dismiss`.");
  assertNote(note);
}

/** Throws `invalid_request` if a note is empty or cannot be stored. */
export function assertNote(note: string): void {
  if (typeof note !== "string" || note.trim() === "")
    throw new PaymentError(
      "invalid_request",
      "`note` must say why, for whoever reads the audit later.",
    );
  if (!isStorableText(note))
    throw new PaymentError(
      "invalid_request",
      "`note` has a NUL character or half of a surrogate pair, which a database cannot store.",
    );
}

/**
 * Reads the claim and the topup of the payment. An open claim is resolved before the decision,
 * since the host's call may still be running, or the host may have credited. Returns `closed` if
 * the host has credited. Throws `busy` if a `crediting` payment has an open claim and it is not
 * known yet whether the host has credited.
 */
async function readWaiting(
  writing: Writing,
  payment: Payment,
): Promise<Waiting | { closed: Payment }> {
  const { context } = writing;
  const found = await context.storage.readCredit(payment.topup_id);
  const claim = found?.payment_id === payment.payment_id && isOpenClaim(found) ? found : null;
  const topup = await readTopup(context, payment.topup_id);
  if (claim === null) return { claim, topup };
  const resolved = await resolveClaim(writing, payment, claim, topup?.status ?? null);
  if (resolved.kind === "paid") return { closed: resolved.payment };
  if (resolved.kind === "open" || payment.status === "held") return { claim, topup };
  throw beingCredited();
}

async function dismiss(writing: Writing, payment: Payment, claim: Credit | null): Promise<Payment> {
  const { context } = writing;
  const next = nextVersion(context, payment, {
    ...payment,
    status: nextStatus(payment.status, "dismiss"),
    ...NOT_RELEASED,
    next_check_at: null,
  });
  const change = paymentChange(writing, payment, next, "dismiss");
  const changed =
    claim === null
      ? await context.storage.changePayment(change)
      : await voidClaim(context, change, claim);
  if (changed?.payment.status === "dismissed") return changed.payment;
  throw new PaymentError("busy", "The payment has just changed; look at it again.", {
    retry_after_ms: 1_000,
  });
}

/** Voids the claim. Returns `null` without a write if the host may have credited. */
async function voidClaim(context: Context, change: Change, claim: Credit): Promise<Changed | null> {
  return (await isNotCredited(context, claim))
    ? await context.storage.voidCredit(change, claim.fence)
    : null;
}
