import type { ERROR_STATUS, ErrorCode } from "../errors.ts";

/**
 * What an operator or a developer has to know about a code. Plain sentences, with Markdown's
 * backticks and nothing else.
 */
export interface Explanation {
  /** What has happened. */
  sentence: string;
  /** Why it usually happens, and where to look. */
  cause: string;
  /** What to do. */
  fix: string;
}

/** The codes of errors that the caller cannot correct: status 500 and above. */
export type ServerErrorCode = {
  [Code in ErrorCode]: (typeof ERROR_STATUS)[Code] extends 500 | 502 | 503 ? Code : never;
}[ErrorCode];

/**
 * The codes of errors in a request, or of a request that comes at the wrong time: status 400 to
 * 499.
 */
export type RequestErrorCode = Exclude<ErrorCode, ServerErrorCode>;
