/** The fields of a log line. All of them are safe to print. */
export type LogFields = Record<string, string | number | boolean | null>;

/**
 * The logger that the service uses. Messages and fields contain no secrets and no personal data.
 * `cause` is an error of the host or of a library and may contain both, so a custom logger has to
 * decide what of it to keep.
 */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields, cause?: unknown): void;
}
