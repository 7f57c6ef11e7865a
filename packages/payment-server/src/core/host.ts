import { PaymentError } from "../errors.ts";
import { HOST_MS, type Context } from "./context.ts";
import { withDeadline } from "./deadline.ts";

/** The host's row, the truth about amount and owner. */
export interface Topup {
  topup_id: string;
  user_id: string;
  /** What the host adds to the balance; only compared and passed on. */
  credits: number;
  /** The price, net of tax: a positive safe integer of US cents. */
  usd_cents: number;
  /** `pending` until credited, `paid` once credited; any other word is neither and is never credited. */
  status: string;
}

/** Handed to `finishTopup`. */
export interface FinishExtra {
  /** `"dodo topup"` */
  note: string;
  /** The provider's payment id. */
  ref: string;
  meta: {
    provider: string;
    payment_id: string;
    provider_session_id: string;
    provider_payment_id: string;
    provider_order_id: string;
    dodo_event_id: string;
    dodo_checkout_session_id: string;
    dodo_payment_id: string;
  };
  /** `topup:<topup_id>`, the same for ever: a second call with it must not add credits. */
  idempotency_key: string;
  /** Grows with every claim of this topup's credit (a fencing token). */
  fence: number;
  /** Aborted when the caller stops waiting; the outcome is then read from the topup. */
  signal: AbortSignal;
}

/** The two functions of the host application. */
export interface Host {
  readTopup(topup_id: string): Promise<Topup | null>;
  finishTopup(topup_id: string, extra: FinishExtra): Promise<void>;
}

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
