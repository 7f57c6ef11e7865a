/**
 * The HTTP status of every error code that an answer can carry. The webhook route answers 503 in
 * place of every status of 500 and above. Inside a Federation, `configuration` is answered as 503
 * too. The list is closed, so that clients can switch on the code.
 */
export const ERROR_STATUS = {
  invalid_request: 400,
  invalid_json: 400,
  invalid_cursor: 400,
  invalid_return_to: 400,
  invalid_topup: 400,
  unknown_method: 400,
  method_disabled: 400,
  product_mismatch: 400,
  unauthorized: 401,
  invalid_signature: 401,
  forbidden_origin: 403,
  not_found: 404,
  topup_not_found: 404,
  payment_not_found: 404,
  event_not_found: 404,
  method_not_allowed: 405,
  body_timeout: 408,
  topup_not_pending: 409,
  payment_processing: 409,
  payment_held: 409,
  release_refused: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  too_many_attempts: 429,
  configuration: 500,
  host_invalid: 500,
  internal: 500,
  provider_rejected: 502,
  provider_invalid: 502,
  provider_unavailable: 503,
  storage_unavailable: 503,
  host_unavailable: 503,
  payment_unmatched: 503,
  busy: 503,
} as const;

/** An error code, which is a key of {@link ERROR_STATUS}. */
export type ErrorCode = keyof typeof ERROR_STATUS;

/** The site of the documentation, which has a page for each code. */
export const SITE = "https://x.github.io/payment-kit/";

/** Returns the address of the page that explains a code of this package. */
export function docsOf(code: string): string {
  return `${SITE}codes/${code}/`;
}

/** The optional details of a {@link PaymentError}. */
export interface PaymentErrorOptions {
  /** The error that caused this one, for the host's log. It is never in an answer or a row. */
  cause?: unknown;
  /** How long to wait before a retry, in milliseconds. It is sent as `Retry-After`. */
  retry_after_ms?: number;
  /**
   * Values that an administrator has to compare, sent as further fields of the answer. Set them
   * only if the caller may see them.
   */
  details?: Readonly<Record<string, unknown>> | undefined;
  /**
   * The `ref` of the payment that the error is about. It is sent as a part of `status_url`. Set it
   * only if the caller may see that payment.
   */
  ref?: string | undefined;
}

/** An error that this package throws on purpose. Its message is safe to show. */
export class PaymentError extends Error {
  override readonly name = "PaymentError";
  readonly code: ErrorCode;
  /** How long to wait before a retry, in milliseconds; `null` if that is not known. */
  readonly retry_after_ms: number | null;
  readonly ref: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;

  constructor(code: ErrorCode, message: string, options: PaymentErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retry_after_ms = options.retry_after_ms ?? null;
    this.ref = options.ref ?? null;
    this.details = options.details ?? null;
  }

  /** The HTTP status that belongs to the code. */
  get status(): number {
    return ERROR_STATUS[this.code];
  }
}
