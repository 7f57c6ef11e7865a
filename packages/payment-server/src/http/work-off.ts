import { withDeadline } from "../core/deadline.ts";
import { sendSoon } from "../core/notices/send.ts";
import { PaymentError } from "../errors.ts";
import { onDemand } from "../load-on-demand.ts";
import type { HttpContext } from "./call.ts";

/**
 * The shortest time between the starts of two checks, in milliseconds. Without this limit, every
 * delivery of a burst would cause a check.
 */
const INTERVAL_MS = 5_000;
/**
 * How long the answer to a delivery waits for the check, in milliseconds. The check continues after
 * that.
 */
const WORK_MS = 3_000;
/** If a delivery took longer than this, in milliseconds, no other payment is checked. */
const QUICK_MS = 2_000;
const LATE = { code: "busy", message: "Another payment is still being worked off." } as const;

/**
 * Checks one other due payment after a delivery was processed, so that payments are reconciled even
 * without a cron job. Does nothing if `QUICK_MS` or `INTERVAL_MS` does not allow the check.
 * `started_at` is when the processing of the delivery began, in Unix milliseconds. The function
 * never throws: a payment whose check fails is checked again later.
 */
export async function workOff(context: HttpContext, started_at: number): Promise<void> {
  const { clock, logger, worked_off } = context;
  const now = clock();
  // The difference is absolute, because the clock may have been set back since.
  if (now - started_at > QUICK_MS || Math.abs(now - worked_off.at) < INTERVAL_MS) return;
  worked_off.at = now;
  await withDeadline(context, WORK_MS, LATE, async () => {
    try {
      const { checkOneDue } = await onDemand();
      await checkOneDue(context);
    } finally {
      // The answer may have been sent already, and with it the notices of the delivery.
      sendSoon(context);
    }
  }).catch((error: unknown) => {
    logger.warn("no other payment was worked off", {
      code: error instanceof PaymentError ? error.code : "internal",
    });
  });
}
