/** Codes of this package's own; the README says of each what to do. Any other code is the server's word: its `ERROR_STATUS` lists them. */
export type ClientErrorCode =
  /** No answer, or none in time: offline, refused, blocked by CORS. */
  | "network"
  /** 401 without a code of the server's. */
  | "unauthorized"
  /** 429 or 5xx without a code of the server's. */
  | "unavailable"
  /** Something answered that is not a payment server. */
  | "invalid_answer"
  /** The checkout's address is on no host that this page may be left for. */
  | "unsafe_checkout_url"
  /** Neither a topup nor a `createTopup` that made one. */
  | "no_topup";

/** What is known of the answer, where there was one. */
export interface PaymentClientErrorDetails {
  cause?: unknown;
  /** Of HTTP. */
  status?: number | undefined;
  /** The server's wish, in milliseconds. */
  retry_after_ms?: number | undefined;
  /** Names the request in the server's log. */
  request_id?: string | undefined;
  /** Of the payment that stands in the way: what has become of it can be asked there. */
  status_url?: string | undefined;
}

/** The only error this package throws on purpose: a code, a sentence for developers, and whether doing the same again may help. */
export class PaymentClientError extends Error implements PaymentClientErrorDetails {
  declare readonly code: string;
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
    // No answer, or one that may be another later; what is configured wrongly stays so.
    const retryable = /^(?!conf).*(network|408|429|5\d\d)$/.test(code + (details.status ?? ""));
    Object.assign(this, details, { name: "PaymentClientError", code, retryable });
  }
}
