/** The fields of a log line. All of them are safe to print. */
export type LogFields = Record<string, string | number | boolean | null>;

/**
 * The logger that the service uses. Messages and fields contain no secrets and no personal data.
 * `cause` is an error of the host or of a library, and can contain secrets and personal data. A
 * custom logger has to decide how much of `cause` to write.
 */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields, cause?: unknown): void;
}
