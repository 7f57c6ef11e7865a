/** Reads the state of a checkout session. */
import * as v from "valibot";
import type { SessionState } from "../../core/provider.ts";
import type { CallApi } from "./api.ts";
import { statusOf } from "./payment.ts";
import { invalidAnswer } from "./rejection.ts";

/**
 * The fields of a session that are read. `payment_id` and `payment_status` are null or absent until
 * the buyer pays (https://docs.dodopayments.com/api-reference/checkout-sessions/get-checkouts).
 */
const SessionObject = v.object({
  id: v.optional(v.string()),
  payment_id: v.nullish(v.pipe(v.string(), v.regex(/^\P{C}{0,200}$/u))),
  payment_status: v.optional(v.fallback(v.nullable(v.string()), "unreadable")),
});

/** Queries one session. Returns `{ known: false }` if Dodo has no such session. */
export async function readSession(
  api: CallApi,
  session_id: string,
  signal: AbortSignal,
): Promise<SessionState> {
  const body = await api(
    async (client) => await client.checkoutSessions.retrieve(session_id, { signal }),
  );
  return body === null ? { known: false } : readSessionState(body, session_id);
}

/**
 * Reads the state of the session `session_id` from Dodo's response. Throws `provider_invalid` if
 * the response is not about this session. Other JSON, such as a maintenance notice, would otherwise
 * be read as an unpaid session, and the service could create a second checkout.
 */
export function readSessionState(body: unknown, session_id: string): SessionState {
  const answer = v.safeParse(SessionObject, body);
  if (!answer.success) throw invalidAnswer("about a session makes no sense");
  const { id, payment_id, payment_status } = answer.output;
  if (id !== undefined && id !== session_id) throw invalidAnswer("is about another session");
  if (id === undefined && payment_id === undefined && payment_status === undefined)
    throw invalidAnswer("does not say what has become of the session");
  const provider_payment_id = payment_id || null;
  const silent = provider_payment_id === null && (payment_status ?? null) === null;
  return {
    known: true,
    provider_payment_id,
    status: silent ? null : statusOf(payment_status ?? null),
  };
}
