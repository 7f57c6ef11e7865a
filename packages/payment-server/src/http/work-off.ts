import { withDeadline } from "../core/deadline.ts";
import { checkOneDue } from "../core/reconcile/reconcile.ts";
import { PaymentError } from "../errors.ts";
import type { HttpContext } from "./call.ts";

/** Deliveries arrive in bursts: other due payments are worked off at most this often per process. */
const PAUSE_MS = 5_000;
/** The delivery waits this long for it at most; the work itself goes on. */
const WORK_MS = 3_000;
/** Only a delivery that was quick has time left for another payment. */
const QUICK_MS = 2_000;
const LATE = { code: "busy", message: "Another payment is still being worked off." } as const;

/**
 * Works off one other due payment, after a delivery was answered for itself. Never fails the delivery it follows: what goes
 * wrong here stays due and is logged by reconciliation.
 */
export async function workOff(context: HttpContext, started_at: number): Promise<void> {
  const { clock, logger, worked_off } = context;
  const now = clock();
  if (now - started_at > QUICK_MS || now - worked_off.at < PAUSE_MS) return;
  worked_off.at = now;
  await withDeadline(context, WORK_MS, LATE, async () => await checkOneDue(context)).catch(
    (error: unknown) => {
      logger.warn("no other payment was worked off", {
        code: error instanceof PaymentError ? error.code : "internal",
      });
    },
  );
}
