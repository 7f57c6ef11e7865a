/** Finds what a text names. */
import type { AdminClient } from "../admin.ts";
import type { View } from "./address.ts";
import { asClientError } from "./load.ts";

/** Looks for a payment, then for a topup, then for a user. Returns `null` if there is none. */
export async function findView(client: AdminClient, text: string): Promise<View | null> {
  const none = { status: "", topup_id: "", user_id: "" };
  try {
    await client.audit(text);
    return { name: "payment", payment_id: text };
  } catch (error) {
    if (asClientError(error).code !== "payment_not_found") throw error;
  }
  if ((await client.payments({ topup_id: text, limit: 1 })).items.length > 0)
    return { name: "payments", ...none, topup_id: text };
  if ((await client.payments({ user_id: text, limit: 1 })).items.length > 0)
    return { name: "payments", ...none, user_id: text };
  return null;
}
