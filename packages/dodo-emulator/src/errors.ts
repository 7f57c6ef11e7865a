import { type DodoErrorCode, statusOf } from "./error-codes.ts";

/**
 * An error of Dodo's API. The API answers with its status, code and message; controls such as
 * `pay()` reject with it.
 */
export class DodoError extends Error {
  /** The HTTP status of the answer. */
  readonly status: number;
  /** Dodo's code, such as `NOT_FOUND` or `CHECKOUT_SESSION_CONSUMED`. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "DodoError";
    this.status = status;
    this.code = code;
  }
}

/**
 * Returns an error of Dodo's reference, with the status of its code. An empty message is left out
 * of the answer, because Dodo lists some codes without one.
 */
export function refused(code: DodoErrorCode, message: string): DodoError {
  return new DodoError(statusOf(code), code, message);
}

/** Returns the error for something that does not exist. */
export function notFound(what: string): DodoError {
  return refused("NOT_FOUND", `${what} not found`);
}

/** Returns the error for a body that is valid JSON but not accepted. */
export function invalidBody(message: string): DodoError {
  return refused("INVALID_REQUEST_BODY", message);
}
