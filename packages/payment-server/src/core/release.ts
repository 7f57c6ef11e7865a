/** An administrator's decision about money that waits: it is credited after all, or dismissed. */
import { PaymentError } from "../errors.ts";
import { auditEntry } from "./audit.ts";
import { confirmAgain, isNotCredited } from "./confirmation.ts";
import type { Context } from "./context.ts";
import { isOpenClaim, resolveClaim } from "./credit.ts";
import type { Topup } from "./host.ts";
import { nextStatus, NOT_RELEASED, type Payment } from "./payment.ts";
import { nextVersion } from "./payment-version.ts";
import { closeAfterHold, creditReleased } from "./release-credit.ts";
import { beingCredited, refused } from "./release-errors.ts";
import type { Change, Changed, Credit } from "./storage-records.ts";
import { readTopup } from "./topup.ts";
import { saleOf, type Sale } from "./verdict.ts";
import { causeOf, type Writing } from "./write-cause.ts";

/** The decision of an administrator. */
export interface ReleaseInput {
  payment_id: string;
  decision: "credit" | "dismiss";
  /** Why; it is kept in the audit. */
  note: string;
  /**
   * The topup as the administrator has seen it; needed if it is no longer what the payment was made
   * for.
   */
  topup?: Sale | undefined;
}

/** What is known of a payment that waits for a decision. */
interface Waiting {
  /**
   * The payment's own claim, whose lease has ended and which is not closed; `null` if it has none.
   */
  claim: Credit | null;
  topup: Topup | null;
}

/**
 * Ends a hold, or a credit that cannot be completed. `credit` uses the same claim and the same key
 * as every credit; each decision can be repeated and then returns the same. A release waives what
 * the provider said, never what is sold to whom. Throws `payment_not_found`, `release_refused` (a
 * duplicate, a topup that is not pending or not what the administrator has seen, or money that was
 * refunded since), `busy`, or the error of the provider or the host.
 */
export async function releasePayment(context: Context, input: ReleaseInput): Promise<Payment> {
  assertDecision(input);
  const writing: Writing = { context, cause: causeOf("admin", input.note) };
  const payment = await context.storage.readPayment(input.payment_id);
  if (payment === null) throw new PaymentError("payment_not_found", "There is no such payment.");
  const wanted = input.decision === "credit" ? "paid" : "dismissed";
  if (payment.status === wanted)
    return payment.unconfirmed_since === null ? payment : await confirmAgain(writing, payment);
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

/** The function may be called from JavaScript, where a misspelt decision would dismiss for good. */
function assertDecision({ decision, note }: ReleaseInput): void {
  if (decision !== "credit" && decision !== "dismiss")
    throw new PaymentError("invalid_request", "`decision` must be `credit` or `dismiss`.");
  if (typeof note !== "string" || note.trim() === "")
    throw new PaymentError(
      "invalid_request",
      "`note` must say why, for whoever reads the audit later.",
    );
}

/**
 * Resolves the payment's own claim first: its holder may still be calling the host, or the host may
 * have credited.
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

async function dismiss(
  { context, cause }: Writing,
  payment: Payment,
  claim: Credit | null,
): Promise<Payment> {
  const next = nextVersion(context, payment, {
    ...payment,
    status: nextStatus(payment.status, "dismiss"),
    ...NOT_RELEASED,
    next_check_at: null,
  });
  const change = { next, audit: auditEntry(payment, next, "dismiss", cause), event: null };
  const changed =
    claim === null
      ? await context.storage.changePayment(change)
      : await voidClaim(context, change, claim);
  if (changed?.payment.status === "dismissed") return changed.payment;
  throw new PaymentError("busy", "The payment has just changed; look at it again.", {
    retry_after_ms: 1_000,
  });
}

/** Gives the claim up, unless the host has credited after all. */
async function voidClaim(context: Context, change: Change, claim: Credit): Promise<Changed | null> {
  return (await isNotCredited(context, claim))
    ? await context.storage.voidCredit(change, claim.fence)
    : null;
}
