/** Which row a report is about: one that is there, one that is made for money that came beside another payment, or none. */
import { auditEntry } from "./audit.ts";
import type { Context } from "./context.ts";
import { locate, siblingOf } from "./locate.ts";
import { createMatter, type Matter } from "./write-cause.ts";
import { hasMoney, isOccupied, UNKNOWN, type Payment } from "./payment.ts";
import { progress } from "./payment-write.ts";
import type { PaymentProvider } from "./provider.ts";
import type { Report } from "./report.ts";
import { isYoung } from "./schedule.ts";

/**
 * `row`: it is about this payment; the report says all that is known of it. `undecided`: it names this payment, and nothing
 * proves yet that it is its own. `unmatched`: it names a payment of ours that we do not have.
 */
export type Placed =
  | { kind: "row"; payment: Payment; report: Report }
  | { kind: "undecided"; payment: Payment }
  | { kind: "unmatched" }
  | { kind: "none" };

/** Finds the row of a report, and makes one where money has come without it. Throws the provider's trouble where its session must be asked. */
export async function place(
  context: Context,
  provider: PaymentProvider,
  report: Report,
  matter: Matter,
  signal: AbortSignal,
): Promise<Placed> {
  const { provider_payment_id, provider_session_id, our_payment_id } = report;
  const located = locate(
    await context.storage.findPayments({
      provider: provider.id,
      provider_payment_id,
      provider_session_id,
      payment_id: our_payment_id,
    }),
    report,
  );
  if (located.kind === "own") return { kind: "row", payment: located.payment, report };
  if (located.kind === "unproven")
    return await prove(context, provider, located, report, matter, signal);
  if (located.kind === "unmatched") return located;
  if (located.kind === "none" || report.status !== "succeeded") return { kind: "none" };
  return await insertBeside(context, located.payment, report, located.kind, matter);
}

/**
 * The report names our payment and no session: whether the money is that payment's own is what its session says. While the
 * money is young the session may be behind; later it counts as money from elsewhere, which is held if it succeeded.
 */
async function prove(
  context: Context,
  provider: PaymentProvider,
  { payment, provider_session_id }: { payment: Payment; provider_session_id: string },
  report: Report,
  matter: Matter,
  signal: AbortSignal,
): Promise<Placed> {
  const session = await provider.readSession(provider_session_id, signal);
  if (session.known && session.provider_payment_id === report.provider_payment_id)
    return await place(context, provider, { ...report, provider_session_id }, matter, signal);
  if (report.status !== "succeeded") return { kind: "none" };
  // A bank debit is days old when it succeeds: it counts from when it was heard of.
  const since = Math.max(report.created_at ?? payment.created_at, matter.event?.created_at ?? 0);
  if (!isYoung(since, context.clock()))
    return await insertBeside(context, payment, report, "stray", matter);
  // It may be paid by this: no other page is opened for its topup meanwhile.
  const free = !hasMoney(payment) && !isOccupied(payment);
  if (free)
    await progress(
      context,
      payment,
      { provider_status: UNKNOWN },
      "processing",
      createMatter(matter.cause, null),
    );
  return { kind: "undecided", payment };
}

async function insertBeside(
  context: Context,
  payment: Payment,
  report: Report,
  kind: "sibling" | "stray",
  matter: Matter,
): Promise<Placed> {
  const beside = siblingOf(context, payment, report, kind);
  return {
    kind: "row",
    payment: await context.storage.insertPayment(
      beside,
      auditEntry(null, beside, kind, matter.cause),
    ),
    report,
  };
}
