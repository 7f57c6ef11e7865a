/** Writes what has become of a payment, with the delivery that has told it. */
import { auditEntry } from "./audit.ts";
import type { Context } from "./context.ts";
import { change, type Matter } from "./write-cause.ts";
import { nextStatus, type Payment, type PaymentSignal } from "./payment.ts";
import { nextCheckAt } from "./schedule.ts";

/** `unmatched`: it names a payment of ours that we do not have. `busy`: somebody else is deciding it now. */
export type Settlement =
  | { outcome: "applied" | "held" | "busy"; payment: Payment; recorded: boolean }
  | { outcome: "ignored"; payment: Payment | null; recorded: boolean }
  | { outcome: "unmatched"; payment: null; recorded: boolean };

/** Moves a payment without money by what is known of it; nothing is written when nothing changed. */
export async function progress(
  context: Context,
  payment: Payment,
  learned: Partial<Payment>,
  signal: PaymentSignal,
  matter: Matter,
): Promise<Settlement | "lost"> {
  const status = nextStatus(payment.status, signal);
  const moved = { ...payment, ...learned, status };
  const unchanged =
    status === payment.status &&
    Object.entries(learned).every(([key, value]) => Reflect.get(payment, key) === value);
  if (unchanged) return { outcome: "ignored", payment, recorded: false };
  const attempts = status === payment.status ? payment.attempts : 0;
  const next = change(context, payment, {
    ...moved,
    attempts,
    next_check_at: nextCheckAt({ ...moved, attempts }, context.clock()),
  });
  return await write(context, payment, next, signal, "applied", matter);
}

/** Writes a change over what it was decided on; `lost` where the payment has changed meanwhile. */
export async function write(
  context: Context,
  before: Payment,
  next: Payment,
  action: string,
  outcome: "applied" | "held",
  matter: Matter,
): Promise<Settlement | "lost"> {
  const event = matter.decided(outcome, before.payment_id);
  const changed = await context.storage.changePayment({
    next,
    audit: auditEntry(before, next, action, matter.cause),
    event,
  });
  return changed.won ? { outcome, payment: changed.payment, recorded: event !== null } : "lost";
}
