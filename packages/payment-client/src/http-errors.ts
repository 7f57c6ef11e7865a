import { PaymentClientError, type ClientErrorCode } from "./errors.ts";

/** The codes for responses without a code, by HTTP status or by the name of what ky throws. */
const CODES: Readonly<Record<string, ClientErrorCode>> = {
  // ky throws it for a successful response whose body is not JSON.
  SyntaxError: "invalid_answer",
  401: "unauthorized",
  429: "unavailable",
};

/** The fields of an error of ky, or of `fetch`, that are read here. */
interface HttpError {
  name: string;
  response?: Response;
  /** The body, parsed if it was JSON. */
  data?: unknown;
  cause?: unknown;
}

/**
 * Translates what ky has thrown into an error of this package. A foreign text never becomes the
 * message, and the error of ky is not kept, because it holds the request with its token.
 */
export function toClientError(thrown: unknown): PaymentClientError {
  const { name, response, data, cause } = Object(thrown) as HttpError;
  const { status, headers } = response ?? {};
  const { error, code, request_id, status_url } = Object(data) as Record<
    "error" | "code" | "request_id" | "status_url",
    string | undefined
  >;
  // Payment servers send `Retry-After` in whole seconds. A date becomes NaN, and so `undefined`.
  const details = {
    cause,
    status,
    request_id,
    status_url,
    retry_after_ms: Number(headers?.get("retry-after")) * 1_000 || undefined,
  };
  if (error && code) return new PaymentClientError(code, details, error);
  return new PaymentClientError(CODES[status ?? name] ?? unknownCode(status), details);
}

function unknownCode(status: number | undefined): ClientErrorCode {
  if (status === undefined) return "network";
  return status < 500 ? "invalid_answer" : "unavailable";
}
