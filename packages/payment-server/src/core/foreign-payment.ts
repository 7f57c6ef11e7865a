/**
 * Payments for topups of our host whose checkout another service has created, such as the one that
 * was replaced.
 */
import type { Context } from "./context.ts";
import { readNamedTopup } from "./topup.ts";

/**
 * Whether nobody accounts for such a payment: its topup is still pending, or a payment of ours has
 * credited it. A topup that was paid otherwise was credited by the service that sold it.
 */
export async function isUnaccounted(context: Context, topup_id: string | null): Promise<boolean> {
  const topup = topup_id === null ? null : await readNamedTopup(context, topup_id);
  if (topup === null) return false;
  if (topup.status === "pending") return true;
  return (await context.storage.listAttempts(topup.topup_id)).some(
    ({ status }) => status === "paid" || status === "crediting",
  );
}
