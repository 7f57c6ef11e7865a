import { PaymentError } from "../errors.ts";
import { HOST_MS, type Context } from "./context.ts";
import { withDeadline } from "./deadline.ts";
import type { Topup } from "./host.ts";

/** The host's answer, checked: a row that is not the one asked for, or not of this shape, is refused with the fix. */
export async function readTopup(context: Pick<Context, "host" | "sleep">, topup_id: string): Promise<Topup | null> {
  const late = { code: "host_unavailable", message: "The application did not answer in time; try again in a few seconds." } as const;
  const topup = await withDeadline(context, HOST_MS, late, async () => await context.host.readTopup(topup_id)).catch(unavailable);
  if (topup === null || topup === undefined) return null;
  const wrong = wrongField(topup, topup_id);
  if (wrong !== null) throw new PaymentError("host_invalid", `readTopup() returned a topup whose ${wrong}.`);
  return topup;
}

/** A failure of the host's code, without its text. */
export function unavailable(error: unknown): never {
  if (error instanceof PaymentError) throw error;
  throw new PaymentError("host_unavailable", "The application could not be asked; try again in a few seconds.", {
    cause: error,
    retry_after_ms: 5_000,
  });
}

function wrongField(topup: Topup, topup_id: string): string | null {
  if (topup.topup_id !== topup_id) return "`topup_id` is not the one asked for";
  if (typeof topup.user_id !== "string" || topup.user_id === "") return "`user_id` is not a non-empty string";
  if (typeof topup.credits !== "number" || !Number.isFinite(topup.credits)) return "`credits` is not a finite number";
  if (typeof topup.usd_cents !== "number") return "`usd_cents` is not a number";
  return typeof topup.status === "string" ? null : "`status` is not a string";
}
