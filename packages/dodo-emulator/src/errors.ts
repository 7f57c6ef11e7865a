import { type DodoErrorCode, statusOf } from "./error-codes.ts";

/** An error as Dodo answers it: an HTTP status and a code; controls such as `pay()` throw it as it is. */
export class DodoError extends Error {
  /** HTTP status the API answers with. */
  readonly status: number;
  /** Dodo's word for it, such as `NOT_FOUND` or `CHECKOUT_SESSION_CONSUMED`. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "DodoError";
    this.status = status;
    this.code = code;
  }
}

/** An error of Dodo's reference, with the status that goes with the code; some codes come without a message. */
export function refused(code: DodoErrorCode, message: string): DodoError {
  return new DodoError(statusOf(code), code, message);
}

/** The error of something that does not exist. */
export function notFound(what: string): DodoError {
  return refused("NOT_FOUND", `${what} not found`);
}

/** The error of a body that is understood but not acceptable. */
export function invalidBody(message: string): DodoError {
  return refused("INVALID_REQUEST_BODY", message);
}
