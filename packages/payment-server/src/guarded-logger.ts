import type { Logger } from "./core/logger.ts";

/**
 * Wraps the host's logger so that an error it throws is dropped: a full log must not fail the
 * delivery it reports on.
 */
export function guardedLogger(logger: Logger): Logger {
  const quietly = (write: () => void): void => {
    try {
      write();
    } catch {
      // The logger is the only place where this could be reported.
    }
  };
  return {
    info: (...line) => quietly(() => logger.info(...line)),
    warn: (...line) => quietly(() => logger.warn(...line)),
    error: (...line) => quietly(() => logger.error(...line)),
  };
}
