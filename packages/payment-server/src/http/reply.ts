import type { PaymentError } from "../errors.ts";

/** The headers of JSON answers. They prevent caching and the guessing of content types. */
const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** Creates a JSON answer. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...HEADERS, "content-type": "application/json; charset=utf-8", ...headers },
  });
}

/**
 * Creates the answer to an error: `{ error, code, request_id }`, the error's details, and
 * `status_url` if one is given. `Retry-After` is sent if the error has `retry_after_ms` or the
 * status is 503. It is in whole seconds: at least 1, and 5 if the error has no `retry_after_ms`.
 */
export function errorReply(
  error: PaymentError,
  request_id: string,
  status: number = error.status,
  status_url?: string,
): Response {
  const wait = error.retry_after_ms ?? (status === 503 ? 5_000 : null);
  const headers: Record<string, string> = { "x-request-id": request_id };
  if (wait !== null) headers["retry-after"] = String(Math.max(1, Math.ceil(wait / 1_000)));
  return json(
    { error: error.message, code: error.code, request_id, status_url, ...error.details },
    status,
    headers,
  );
}
