/**
 * The calls to the provider that one inquiry makes: the session first, then the payments it leads
 * to.
 */
import { PaymentError } from "../errors.ts";
import { isSettled, isSoftEnd, type Payment } from "./payment.ts";
import type { Report, ReportStatus } from "./report.ts";
import { settle } from "./settlement.ts";
import type { Settling } from "./settling.ts";
import { furtherStage, type Stage } from "./stage.ts";
import type { Writing } from "./write-cause.ts";

/** The number of calls to the provider that may still be made; it is counted down. */
export interface Calls {
  left: number;
}

/** What the provider has answered about a session and its payments. */
export interface Answer {
  /** Whether the provider knows the session. */
  session_known: boolean;
  stage: Stage;
}

/**
 * Asks about the payment's session and about the provider's payments it leads to, and settles each.
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
    // The caller has taken one call from the budget already: the one about the session.
    if (session !== null) charge(settling, payment);
    const report = await count(calls, async () => await provider.readPayment(id, signal));
    stage = furtherStage(
      stage,
      await settleReport(settling, payment, report, id === named ? "session" : "row"),
    );
  }
  return { session_known: session?.known ?? false, stage };
}

/** Settles what was read of a provider payment; `named_by` says where its id came from. */
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
 * Decides which provider payments to read. The payment on the row comes first, so that the row is
 * free for the one that the session names; a failed one is left out if the session names another.
 * If nobody has paid yet, or no call is left, the session's own status is enough for a create.
 * Throws `busy` if no call is left for the payment on the row.
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
 * Whether the session's status is enough for a create: nobody has paid yet, or what had ended still
 * has.
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
 * Completes the report on a payment that our own session names: that is enough proof that the money
 * is ours. A report that names another session or payment keeps it, and counts as foreign money.
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

/** Charges a call to the share of its cause; creates and administrators have no share. */
function charge({ context: { budget }, cause }: Writing, { user_id }: Payment): void {
  if (cause.actor === "webhook") budget.spend("deliveries", user_id);
  if (cause.actor === "return") budget.spend("pages", user_id);
  if (cause.actor === "reconcile") budget.spend("reconcile");
}
