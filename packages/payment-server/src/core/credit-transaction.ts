/** Credits in transactional mode. The top of credit.ts explains why this happens exactly once. */
import { PaymentError } from "../errors.ts";
import { confirmCommitted, noteReturn, readBack } from "./confirmation.ts";
import type { Context } from "./context.ts";
import { closeCredit, closingChange, paidByAnother, type CreditOutcome } from "./credit-close.ts";
import type { CreditWithHost } from "./host.ts";
import { callFinishTopup, retryLater, throwHostError } from "./host-call.ts";
import type { Payment } from "./payment.ts";
import { LostTransactionError } from "./storage.ts";
import type { Change } from "./storage-records.ts";
import { LEASE_MS } from "./time-limits.ts";
import type { Writing } from "./write-cause.ts";

/**
 * Writes the claim, ends it and calls the host in one transaction. Reads the topup after the
 * commit. `payment` is the row that the claim is based on. If the host fails or times out, throws
 * `host_unavailable` or the host's `PaymentError`. If the host has ended the transaction and the
 * topup's status is not `paid`, throws `LostTransactionError`. In both cases the claim is first
 * stored alone, so that the payment is `crediting`. This is not done if another request has written
 * the payment or claimed the credit meanwhile.
 */
export async function creditInTransaction(
  writing: Writing,
  payment: Payment,
  claim: Change,
  creditWithHost: CreditWithHost,
): Promise<CreditOutcome> {
  const { cause } = writing;
  // Whether `finishTopup()` has returned; `null` before it is called.
  let returned: boolean | null = null;
  let outcome: CreditOutcome;
  try {
    const credited = await creditWithHost(
      claim,
      (claimed) => closingChange(writing, claimed),
      async (finish, fence) => {
        returned = false;
        await callFinishTopup(writing, claim.next, fence, finish);
        returned = true;
      },
    );
    if (!credited.won)
      return credited.payment.version === payment.version
        ? { kind: "busy", payment: credited.payment }
        : { kind: "lost" };
    outcome = { kind: "paid", payment: credited.payment, event_written: cause.event !== null };
  } catch (error) {
    // Before the host is called there is nothing to commit, so the payment is as it was.
    if (returned === null) throw error;
    // A timeout is handled like an error of the host. The transaction has ended, so the host can no
    // longer write through it.
    outcome =
      (await findCommitted(writing.context, claim, error, returned)) ??
      (await afterFailure(writing, claim, error));
  }
  return outcome.kind === "paid"
    ? { ...outcome, payment: await confirmCommitted(writing, outcome.payment) }
    : outcome;
}

/**
 * Handles an error of the transaction in which the host was called. The payment is not credited,
 * and none of our writes is stored, not even the claim. Therefore stores the claim alone, so that
 * the payment is `crediting`, and throws the error. If the host has ended the transaction and the
 * claim is stored, `afterLostTransaction()` decides instead.
 */
async function afterFailure(
  writing: Writing,
  claim: Change,
  error: unknown,
): Promise<CreditOutcome> {
  const { context } = writing;
  // The error is logged first, because the database may fail again below.
  const { payment_id, attempts } = claim.next;
  context.logger.error(
    error instanceof LostTransactionError
      ? "finishTopup() ended the transaction that it was given, and what it wrote may be committed"
      : "a credit was rolled back, finishTopup() with it; both will be tried again",
    { payment_id, attempts },
    error,
  );
  const { won, payment, credit } = await context.storage.claimCredit(
    claim,
    LEASE_MS,
    "transactional",
  );
  // If the claim is not won, another request has written the payment or claimed the credit
  // meanwhile, and that request decides.
  if (won && credit !== null) {
    if (error instanceof LostTransactionError)
      return await afterLostTransaction(writing, payment, credit.fence, error);
    await retryLater(context, payment, credit.fence);
  }
  return throwHostError(error);
}

/**
 * Handles a host that has ended our transaction. Closes the claim if the topup's status is `paid`.
 * Otherwise marks the claim as returned and throws: the host's writes may be committed, so the host
 * is not called again unless an administrator decides so.
 */
async function afterLostTransaction(
  writing: Writing,
  payment: Payment,
  fence: number,
  error: LostTransactionError,
): Promise<CreditOutcome> {
  const topup_status = await readBack(writing.context, payment.topup_id);
  if (topup_status === "paid") return await closeCredit(writing, payment, fence);
  await noteReturn(writing, payment, fence, topup_status);
  throw error;
}

/**
 * Returns the outcome if the payment is credited although the transaction has failed, or else
 * `null`. The stored status `paid` shows a credit, since that status is committed together with the
 * host's writes. `returned` says whether `finishTopup()` had returned before the error.
 */
async function findCommitted(
  { storage, logger }: Context,
  claim: Change,
  error: unknown,
  returned: boolean,
): Promise<CreditOutcome | null> {
  const { payment_id, topup_id, write_id } = claim.next;
  const stored = await storage.readPayment(payment_id);
  if (stored?.status !== "paid") return null;
  // If the storage failed after `finishTopup()` had returned, nothing is logged. Usually only the
  // response to our COMMIT was lost, or another request has credited since. After any other error
  // the transaction should have been rolled back. If the claim of this transaction is stored
  // nevertheless, the host has committed the transaction. If the claim of another request is
  // stored, that request has credited since. Even then the host may have ended the transaction.
  const ended = error instanceof LostTransactionError;
  if (ended || !returned || !(error instanceof PaymentError)) {
    const credit = await storage.readCredit(topup_id);
    logger.error(
      ended || credit?.holder === write_id
        ? "finishTopup() ended the transaction that it was given: look at the topup and at the balance"
        : "a credit was rolled back, finishTopup() with it; another request has credited since",
      { payment_id },
      error,
    );
  }
  // Another request may have credited without storing our webhook event.
  return paidByAnother(stored);
}
