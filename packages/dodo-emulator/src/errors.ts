import { type DodoErrorCode, statusOf } from "./error-codes.ts";

/**
 * An error of Dodo's API. The API answers with its status, code and message; controls such as
 * `pay()` reject with it.
 */
export class DodoError extends Error {
  /** The HTTP status of the answer. */
  readonly status: number;
  /**
   * Dodo's code, such as `NOT_FOUND`, or one of the emulator's own, such as `NOT_EMULATED`; empty
   * for an error without a code.
   */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "DodoError";
    this.status = status;
    this.code = code;
  }
}

/**
 * Returns an error with a code of Dodo's reference and the HTTP status of that code. If the message
 * is empty, the answer has none, because Dodo lists some codes without a message.
 */
export function refused(code: DodoErrorCode, message: string): DodoError {
  return new DodoError(statusOf(code), code, message);
}

/** Returns a `NOT_FOUND` error. `what` names what is missing, such as `payment pay_1`. */
export function notFound(what: string): DodoError {
  return refused("NOT_FOUND", `${what} not found`);
}

/** Returns an `INVALID_REQUEST_BODY` error with status 422. A body that is not JSON gets a 400. */
export function invalidBody(message: string): DodoError {
  return refused("INVALID_REQUEST_BODY", message);
}

/** Returns the error for a route of Dodo's that the emulator does not have. */
export function notEmulated(route: string): DodoError {
  return new DodoError(501, "NOT_EMULATED", `${route} is not emulated: this is the local Dodo`);
}
