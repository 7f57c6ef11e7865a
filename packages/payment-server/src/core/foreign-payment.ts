/**
 * Finds out whether another service has credited a topup of our host for a payment of that service.
 * The other service may be, for example, the payment service that was in use before this one.
 */
import type { Context } from "./context.ts";
import { readNamedTopup } from "./topup.ts";

/**
 * Whether a payment that another service created for this topup was not credited. This is so if the
 * topup is still pending, or if it was credited, or is being credited, for a payment of ours.
 * Otherwise the other service counts as having credited the topup. Returns `false` if there is no
 * such topup.
 */
export async function isUnaccounted(context: Context, topup_id: string | null): Promise<boolean> {
  const topup = topup_id === null ? null : await readNamedTopup(context, topup_id);
  if (topup === null) return false;
  if (topup.status === "pending") return true;
  return (await context.storage.listAttempts(topup.topup_id)).some(
    ({ status }) => status === "paid" || status === "crediting",
  );
}
