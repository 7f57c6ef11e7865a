import { withDeadline } from "../core/deadline.ts";
import { checkOneDue } from "../core/reconcile/reconcile.ts";
import { PaymentError } from "../errors.ts";
import type { HttpContext } from "./call.ts";

/**
 * Deliveries arrive in bursts, so a process works off another payment at most once in this
 * interval.
 */
const INTERVAL_MS = 5_000;
/** The delivery waits at most this long; the work itself continues after that. */
const WORK_MS = 3_000;
/** A delivery that took longer than this has no time left for another payment. */
const QUICK_MS = 2_000;
const LATE = { code: "busy", message: "Another payment is still being worked off." } as const;

/**
 * Checks one other payment that is due, after a delivery was decided, so that a shop without a cron
 * job still reconciles. `started_at` is when the delivery arrived, in Unix milliseconds. It never
 * throws: a payment that fails stays due, and reconciliation logs it.
 */
export async function workOff(context: HttpContext, started_at: number): Promise<void> {
  const { clock, logger, worked_off } = context;
  const now = clock();
  if (now - started_at > QUICK_MS || now - worked_off.at < INTERVAL_MS) return;
  worked_off.at = now;
  await withDeadline(context, WORK_MS, LATE, async () => await checkOneDue(context)).catch(
    (error: unknown) => {
      logger.warn("no other payment was worked off", {
        code: error instanceof PaymentError ? error.code : "internal",
      });
    },
  );
}
