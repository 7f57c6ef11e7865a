import type { Logger } from "../core/logger.ts";
import type { Finding } from "../core/provider.ts";

/** The mistakes of the operator that were seen while the service runs, by their messages. */
export type Noted = Map<string, Finding>;

/**
 * Logs a mistake of the operator once, and lists it in `check()`. An `error` of the host goes to
 * the log alone, because its text may hold personal data.
 */
export function noteMistake(
  { noted, logger }: { noted: Noted; logger: Logger },
  mistake: Finding,
  error?: { cause: unknown },
): void {
  if (noted.has(mistake.message)) return;
  noted.set(mistake.message, mistake);
  if (error === undefined) logger.warn(mistake.message, { code: mistake.code });
  else logger.error(mistake.message, { code: mistake.code }, error.cause);
}
