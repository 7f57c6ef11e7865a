/**
 * Finds payments for topups of our host whose checkout another service created, such as the payment
 * service that this one has replaced.
 */
import type { Context } from "./context.ts";
import { readNamedTopup } from "./topup.ts";

/**
 * Whether nothing was credited for a payment that another service created for this topup: the topup
 * is still pending, or was credited for a payment of ours. Otherwise the other service counts as
 * having credited the topup.
 */
export async function isUnaccounted(context: Context, topup_id: string | null): Promise<boolean> {
  const topup = topup_id === null ? null : await readNamedTopup(context, topup_id);
  if (topup === null) return false;
  if (topup.status === "pending") return true;
  return (await context.storage.listAttempts(topup.topup_id)).some(
    ({ status }) => status === "paid" || status === "crediting",
  );
}
