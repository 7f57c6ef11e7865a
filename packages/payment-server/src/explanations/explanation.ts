import type { ERROR_STATUS, ErrorCode } from "../errors.ts";

/**
 * The explanation of a code, for operators and developers. Its texts are plain sentences; the only
 * markup is Markdown's backticks and asterisks.
 */
export interface Explanation {
  /** What has happened. */
  sentence: string;
  /** Why it usually happens, and what to check. */
  cause: string;
  /** What to do. */
  fix: string;
}

/** The codes of errors that the caller cannot correct: status 500 and above. */
export type ServerErrorCode = {
  [Code in ErrorCode]: (typeof ERROR_STATUS)[Code] extends 500 | 502 | 503 ? Code : never;
}[ErrorCode];

/**
 * The codes of errors in a request, or of a request that cannot be carried out now: status 400 to
 * 499.
 */
export type RequestErrorCode = Exclude<ErrorCode, ServerErrorCode>;
