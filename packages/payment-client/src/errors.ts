/**
 * The codes of the errors that this package itself throws or logs. The README says what to do about
 * each. The codes of the server are listed in its `ERROR_STATUS`.
 */
export type ClientErrorCode =
  /**
   * There was no complete response in time. The browser may be offline, for example, or the request
   * was blocked by CORS.
   */
  | "network"
  /** A 401 response without a code from the server. */
  | "unauthorized"
  /** A 429 or 5xx response without a code from the server. */
  | "unavailable"
  /** The response is not one that a payment server sends. */
  | "invalid_answer"
  /** The address of the checkout is not on an allowed host, or does not use https. */
  | "unsafe_checkout_url"
  /** The endpoint is not an absolute address, and there is no page that it could be relative to. */
  | "relative_endpoint"
  /** There is no topup to pay: neither `topup_id` nor `createTopup` is set. */
  | "no_topup"
  /** `createTopup` has returned no id, or has thrown `cause`. */
  | "topup_not_created"
  /** The browser allows this page neither to navigate to the checkout nor to open a tab for it. */
  | "checkout_blocked"
  /**
   * The overlay of `mode="overlay"` could not be opened: `overlay` is not set, or the library has
   * thrown. `cause` is what was thrown.
   */
  | "no_overlay"
  /** The offer that `<dodo-topup-packs>` was given cannot be shown. */
  | "invalid_offer"
  /** `loadOffer` of `<dodo-topup-packs>` has thrown `cause`. */
  | "offer_not_loaded";

/** The details of a failed call. Without a response, all of them except `cause` are `undefined`. */
export interface PaymentClientErrorDetails {
  cause?: unknown;
  /** The HTTP status. */
  status?: number | undefined;
  /** How long the server asks the client to wait before the next call, in milliseconds. */
  retry_after_ms?: number | undefined;
  /** The id of the request in the server's log. */
  request_id?: string | undefined;
  /** The `status_url` of an earlier payment that prevents a new checkout. It can be polled. */
  status_url?: string | undefined;
}

/** The codes that the constructor marks as retryable although there is no HTTP status. */
const RETRYABLE_CODES: ReadonlySet<string> = new Set<ClientErrorCode>([
  "network",
  "topup_not_created",
  "checkout_blocked",
]);
/**
 * The codes of errors that are not retryable even though their HTTP status is 5xx. They mean that
 * the server is set up wrongly, or that the application returns something that cannot be used.
 */
const PERMANENT_CODES: ReadonlySet<string> = new Set(["configuration", "host_invalid"]);

/** The error that this package throws. Its message is written for developers. */
export class PaymentClientError extends Error implements PaymentClientErrorDetails {
  declare readonly code: string;
  /** Whether the failed call may succeed if it is repeated later. */
  declare readonly retryable: boolean;
  declare readonly status?: number | undefined;
  declare readonly retry_after_ms?: number | undefined;
  declare readonly request_id?: string | undefined;
  declare readonly status_url?: string | undefined;

  constructor(
    code: ClientErrorCode | (string & {}),
    details: PaymentClientErrorDetails = {},
    message = `${code}: see the README.`,
  ) {
    super(message, details);
    const retryable =
      RETRYABLE_CODES.has(code) || (isTransient(details.status) && !PERMANENT_CODES.has(code));
    Object.assign(this, details, { name: "PaymentClientError", code, retryable });
  }
}

/** Returns whether a request that failed with this HTTP status may succeed later. */
function isTransient(status = 0): boolean {
  return status === 408 || status === 429 || (status >= 500 && status < 600);
}
