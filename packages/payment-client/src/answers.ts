import { PaymentClientError, type ClientErrorCode } from "./errors.ts";

const CODES: Readonly<Record<string, ClientErrorCode>> = {
  SyntaxError: "invalid_answer",
  401: "unauthorized",
  429: "unavailable",
};

/** What ky throws in place of an answer. */
interface Mishap {
  name: string;
  response?: Response;
  /** The body, parsed if it was JSON. */
  data?: unknown;
  cause?: unknown;
}

/** As an error of ours; a foreign text never becomes a message, and ky's errors, which hold the request with its token, are let go. */
export function toClientError(mishap: unknown): PaymentClientError {
  const { name, response, data, cause } = Object(mishap) as Mishap;
  const { status, headers } = response ?? {};
  const { error, code, request_id, status_url } = Object(data) as Record<
    "error" | "code" | "request_id" | "status_url",
    string | undefined
  >;
  // Whole seconds, as payment servers send it.
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
