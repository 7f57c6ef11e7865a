import type { Topup } from "./host.ts";
import { isStorableId } from "./storable-text.ts";

/** Returns what is wrong with the host's topup, as the end of an error message, or `null`. */
export function wrongField(topup: Topup, topup_id: string): string | null {
  if (topup.topup_id !== topup_id) return "`topup_id` is not the one asked for";
  if (typeof topup.user_id !== "string" || topup.user_id === "")
    return "`user_id` is not a non-empty string";
  for (const field of ["topup_id", "user_id"] as const)
    if (!isStorableId(topup[field]))
      return `\`${field}\` has a control character, half of a surrogate pair or more than 500 characters`;
  if (typeof topup.credits !== "number" || !Number.isFinite(topup.credits))
    return "`credits` is not a finite number";
  if (typeof topup.usd_cents !== "number") return "`usd_cents` is not a number";
  return typeof topup.status === "string" ? null : "`status` is not a string";
}
