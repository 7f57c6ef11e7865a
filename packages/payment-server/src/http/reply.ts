import type { PaymentError } from "../errors.ts";

/** Answers are never kept by anybody and never taken for anything but what they say they are. */
const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...HEADERS, "content-type": "application/json; charset=utf-8", ...headers },
  });
}

/** The one shape of every error; `status_url` is there where a payment stands in the way. `Retry-After` is in whole seconds, at least one. */
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
