import type { Logger } from "./core/logger.ts";

/**
 * Wraps the host's logger so that its errors are dropped: a log that cannot be written must not
 * make a delivery fail. A rejected promise is dropped too, because an unhandled rejection ends a
 * Node process.
 */
export function guardedLogger(logger: Logger): Logger {
  const quietly = (write: () => unknown): void => {
    try {
      Promise.resolve(write()).catch(() => undefined);
    } catch {
      // The error is dropped, because it could only be reported to this same logger.
    }
  };
  return {
    info: (...line) => quietly(() => logger.info(...line)),
    warn: (...line) => quietly(() => logger.warn(...line)),
    error: (...line) => quietly(() => logger.error(...line)),
  };
}
