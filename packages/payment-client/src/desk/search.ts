/** Finds the view of a payment, a topup or a user by its id. */
import type { AdminClient } from "../admin.ts";
import type { CallOptions } from "../buyer-client.ts";
import type { View } from "./address.ts";
import { asClientError } from "./load.ts";

/**
 * The codes of errors that mean that nothing has the given id. A text that cannot be a payment id,
 * such as an e-mail address, is refused as an invalid request.
 */
const NOTHING_FOUND: ReadonlySet<string> = new Set(["payment_not_found", "invalid_request"]);

/**
 * Looks for the payment whose id is `text`, then for the payments of the topup with this id, and
 * then for the payments of the user with this id. Returns the view of the first that is found, or
 * `null` if nothing is found. Throws the error of a call, unless the error means that nothing was
 * found.
 */
export async function findView(
  client: AdminClient,
  text: string,
  options: CallOptions = {},
): Promise<View | null> {
  const none = { status: "", topup_id: "", user_id: "" };
  const hasPayments = async (
    filter: { topup_id: string } | { user_id: string },
  ): Promise<boolean> =>
    (await found(client.payments({ ...filter, limit: 1 }, options)))?.items.length === 1;
  if ((await found(client.audit(text, options))) !== null)
    return { name: "payment", payment_id: text };
  if (await hasPayments({ topup_id: text })) return { name: "payments", ...none, topup_id: text };
  if (await hasPayments({ user_id: text })) return { name: "payments", ...none, user_id: text };
  return null;
}

/** Returns the answer of a call, or `null` if its error means that nothing was found. */
async function found<Answer>(call: Promise<Answer>): Promise<Answer | null> {
  try {
    return await call;
  } catch (error) {
    if (NOTHING_FOUND.has(asClientError(error).code)) return null;
    throw error;
  }
}
