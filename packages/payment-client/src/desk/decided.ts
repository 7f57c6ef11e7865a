/** Loads the last decisions of administrators. */
import type { AdminClient } from "../admin.ts";
import type { CallOptions } from "../buyer-client.ts";
import type { PaymentAudit } from "../report-wire.ts";
import type { AdminPayment } from "../wire.ts";
import type { Choice } from "./decision.ts";

/** A decision of an administrator about a payment. */
export interface Decided {
  payment_id: string;
  choice: Choice;
  /** The net amount that has arrived or, if that is unknown, the topup's price, in US cents. */
  amount_minor: number;
  /** The user who got the credits, or the buyer if the payment was dismissed. */
  user_id: string;
  /** The host's id of the administrator, or `null` if it is not known. */
  admin_id: string | null;
  /**
   * When the decision was made or, if that is not known, when the payment was last changed, in ISO
   * 8601.
   */
  at: string;
}

const NEWEST_PAYMENTS = 200;
const MOST_DECIDED = 5;

/**
 * Finds the decided payments among the 200 newest payments, and takes at most five of them: those
 * that were changed last. Reads the last decision about each of these payments, and returns the
 * newest decision first.
 */
export async function loadDecided(
  client: Pick<AdminClient, "payments" | "audit">,
  options: CallOptions,
): Promise<Decided[]> {
  const { items } = await client.payments({ limit: NEWEST_PAYMENTS }, options);
  const audits = await Promise.all(
    lastDecided(items).map(async ({ payment_id }) => await client.audit(payment_id, options)),
  );
  return audits.map(readDecision).toSorted((a, b) => b.at.localeCompare(a.at));
}

function lastDecided(payments: readonly AdminPayment[]): AdminPayment[] {
  return payments
    .filter(({ status, released }) => status === "dismissed" || (status === "paid" && released))
    .toSorted((a, b) => b.updated_at.localeCompare(a.updated_at))
    .slice(0, MOST_DECIDED);
}

function readDecision({ payment, items }: PaymentAudit): Decided {
  // The entry of a replay has the actor `admin` too, but unlike that of a decision it has an
  // `event_id`.
  const entry = items.findLast(({ actor, event_id }) => actor === "admin" && event_id === null);
  const choice = payment.status === "dismissed" ? "dismiss" : "credit";
  const accepted = items.map(({ changes }) => changes["accepted_user_id"]).findLast(isId);
  return {
    payment_id: payment.payment_id,
    choice,
    amount_minor: payment.net_minor ?? payment.amount_minor,
    user_id: choice === "credit" ? (accepted ?? payment.user_id) : payment.user_id,
    admin_id: entry?.admin_id ?? null,
    at: entry?.at ?? payment.updated_at,
  };
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
