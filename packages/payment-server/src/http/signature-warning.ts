import type { Logger } from "../core/logger.ts";
import type { HttpContext } from "./call.ts";

const INTERVAL_MS = 60_000;

/**
 * Returns a function that logs a refused signature, at most once a minute, since anyone can send
 * such deliveries. Refused deliveries are the only sign of a wrong signing key.
 */
export function createSignatureWarning(
  clock: () => number,
  logger: Logger,
): HttpContext["warnOfSignatures"] {
  let last: number | null = null;
  return (request_id) => {
    const now = clock();
    // The difference is absolute, so that setting the clock back does not silence the warning.
    if (last !== null && Math.abs(now - last) < INTERVAL_MS) return;
    last = now;
    logger.warn(
      "a delivery was refused: its signature is missing, wrong or outdated; if this goes on, check DODO_WEBHOOK_KEY",
      { request_id },
    );
  };
}
