/** Fields of a line of the log; all of them are safe to print. */
export type LogFields = Record<string, string | number | boolean | null>;

/**
 * Where the service writes what it does. Messages and fields carry no secrets and no personal data;
 * `cause`, the error of a host or a library, may: a logger of your own decides what of it to keep.
 */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields, cause?: unknown): void;
}
