import type { ErrorCode } from "../errors.ts";
import type { Explanation } from "./explanation.ts";
import { REQUEST_ERRORS } from "./request-errors.ts";
import { SERVER_ERRORS } from "./server-errors.ts";

/** Explains every error code that a response can contain. */
export const ERROR_CODES: Readonly<Record<ErrorCode, Explanation>> = {
  ...REQUEST_ERRORS,
  ...SERVER_ERRORS,
};
