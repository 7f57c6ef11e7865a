import { PaymentClientError, type ClientErrorCode } from "./errors.ts";

/**
 * The error codes of some failures for which the server has sent no code. The key is the HTTP
 * status or, if there is no status, the name of the error that ky threw. `unknownCode()` returns
 * the codes of all other failures.
 */
const CODES: Readonly<Record<string, ClientErrorCode>> = {
  // ky throws a `SyntaxError` for a successful response whose body is not JSON.
  SyntaxError: "invalid_answer",
  401: "unauthorized",
  429: "unavailable",
};

/** The fields that `toClientError()` reads from an error of ky or `fetch`. */
interface HttpError {
  name: string;
  response?: Response;
  /** The body of the response, parsed if it is JSON. */
  data?: unknown;
  cause?: unknown;
}

/**
 * Translates an error that ky threw into a `PaymentClientError`. The message is the payment
 * server's, or a fixed text if the server sent none. The ky error itself is not kept, because it
 * contains the request with its token.
 */
export function toClientError(thrown: unknown): PaymentClientError {
  const { name, response, data, cause } = Object(thrown) as HttpError;
  const { status, headers } = response ?? {};
  const { error, code, request_id, status_url } = Object(data) as Record<
    "error" | "code" | "request_id" | "status_url",
    string | undefined
  >;
  // Payment servers send `Retry-After` in whole seconds. If it is a date, `Number()` returns NaN,
  // and `retry_after_ms` is `undefined`.
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
