/**
 * Makes the provider calls of one inquiry: first for the session, then for the provider payments.
 */
import { PaymentError } from "../errors.ts";
import { isSettled, isSoftEnd, type Payment } from "./payment.ts";
import type { Report, ReportStatus } from "./report.ts";
import { settle } from "./settlement.ts";
import type { Settling } from "./settling.ts";
import { furtherStage, type Stage } from "./stage.ts";
import type { Writing } from "./write-cause.ts";

/**
 * The number of calls to the provider that may still be made. Each read of a session or of a
 * provider payment decreases it.
 */
export interface Calls {
  left: number;
}

/** The provider's answer about a session and its payments. */
export interface Answer {
  /** Whether the provider has such a session; `false` also if no session is stored. */
  session_known: boolean;
  stage: Stage;
}

/**
 * Reads the payment's session. Then reads, as far as necessary, the provider payments that the
 * session or the row names, and settles the report on each. Returns whether the session is known,
 * and the furthest stage. Throws `busy` if no call is left for the row's provider payment. Also
 * throws the errors of the provider and of `settle()`.
 */
export async function askProvider(
  settling: Settling,
  payment: Payment,
  calls: Calls | null,
): Promise<Answer> {
  const { provider, signal } = settling;
  const { provider_session_id } = payment;
  const session =
    provider_session_id === null
      ? null
      : await count(calls, async () => await provider.readSession(provider_session_id, signal));
  const named = session?.known === true ? session.provider_payment_id : null;
  const session_status = session?.known === true ? session.status : null;
  const ids = paymentsToRead(payment, named, session_status, calls);
  let stage: Stage =
    named !== null && ids.includes(named)
      ? "none"
      : (session_status ?? (named === null ? "none" : "unknown"));
  for (const id of ids) {
    // If the caller's calls are limited, the caller has already charged the budget for the first
    // call. If the first call has read the session, each payment that is read is charged here.
    if (session !== null) charge(settling, payment);
    const report = await count(calls, async () => await provider.readPayment(id, signal));
    stage = furtherStage(
      stage,
      await settleReport(settling, payment, report, id === named ? "session" : "row"),
    );
  }
  return { session_known: session?.known ?? false, stage };
}

/**
 * Settles the report on a provider payment. `named_by` says where the id of the provider payment
 * was found. Returns `unknown` if the provider has no such payment, `settled` if the row of the
 * report is settled afterwards, or else the status in the report.
 */
async function settleReport(
  settling: Settling,
  payment: Payment,
  report: Report | null,
  named_by: "session" | "row",
): Promise<Stage> {
  if (report === null) return "unknown";
  const own = named_by === "session" ? ownReport(report, payment) : report;
  const settlement = await settle(settling, own);
  const settled = settlement.payment !== null && isSettled(settlement.payment);
  return settled ? "settled" : report.status;
}

/**
 * Returns the ids of the provider payments to read: first the one on our row, then the one that the
 * session names. In this order, the row can store the session's payment if the row's payment turns
 * out to be declined.
 *
 * The row's payment is not read if it is already known to have ended and the session names another
 * payment. The session's payment is not read if the session's status alone is enough, or if no call
 * is left. Throws `busy` if no call is left for the row's payment.
 */
function paymentsToRead(
  payment: Payment,
  named: string | null,
  session_status: ReportStatus | null,
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
  const may_read = calls === null || calls.left > ids.length;
  if (named !== null && may_read && !isEnough(payment, session_status, calls)) ids.push(named);
  return ids;
}

/**
 * Whether the session's status alone is enough to decide about another checkout. If the calls are
 * not limited, the status is never enough. Otherwise it is enough if it is `open`, or if both our
 * row and the session show that the payment has ended.
 */
function isEnough(
  payment: Payment,
  session_status: ReportStatus | null,
  calls: Calls | null,
): boolean {
  const ended = session_status === "failed" || session_status === "canceled";
  return calls !== null && (session_status === "open" || (isSoftEnd(payment) && ended));
}

/**
 * Adds our session id and payment id to a report that lacks them. The provider payment was found in
 * the session that we created, so its money belongs to our payment. If the report contains other
 * ids, they are kept, so that `locate()` decides whether the money is foreign.
 */
function ownReport(report: Report, { payment_id, provider_session_id }: Payment): Report {
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

/**
 * Charges the budget for one call, in the share of the actor. Calls of the actors `create` and
 * `admin` are not limited.
 */
function charge({ context: { budget }, cause }: Writing, { user_id }: Payment): void {
  if (cause.actor === "webhook") budget.spend("deliveries", user_id);
  if (cause.actor === "return") budget.spend("pages", user_id);
  if (cause.actor === "reconcile") budget.spend("reconcile");
}
