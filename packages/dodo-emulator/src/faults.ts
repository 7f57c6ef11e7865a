/** The faults of webhook deliveries. Each use of a counted fault lowers its count by one. */
export interface WebhookFaults {
  /**
   * How many of the next attempts are not sent, so that their delivery becomes `lost`. Attempts of
   * `resend()` and `duplicate()` do not count.
   */
  lose?: number | undefined;
  /**
   * How many of the next attempts are sent twice at the same time, with one `webhook-id`. Attempts
   * of `resend()` and `duplicate()` do not count.
   */
  duplicate?: number | undefined;
  /** Whether deliveries that are sent together are sent in reverse order. */
  reorder?: boolean | undefined;
  /** How long the first attempt of a new event is delayed, in the clock's milliseconds. */
  delay_ms?: number | undefined;
  /** How many of the next attempts have a body that is changed after signing. */
  tamper?: number | undefined;
  /** How many of the next attempts are signed with a timestamp ten minutes in the past. */
  old_timestamp?: number | undefined;
  /** Another signing key. While it is set, its signature is sent before the real ones. */
  second_key?: string | undefined;
  /**
   * Whether bodies have spaces, such as after colons and commas. The spaces are lost in a handler
   * that serializes the body again before it checks the signature.
   */
  spaced?: boolean | undefined;
}

/** An error that the API answers with instead of processing the request. */
export interface ApiFailure {
  /** The HTTP status. Default the status of `code`. */
  status?: number | undefined;
  /** The error code: one of `dodo_error_codes` or any other. Default `INTERNAL_SERVER_ERROR`. */
  code?: string | undefined;
  message?: string | undefined;
  /** A body that is sent as HTML instead of Dodo's JSON error. */
  body?: string | undefined;
  /** Extra headers, such as `retry-after`. */
  headers?: Record<string, string> | undefined;
  /** How many requests fail. Default all of them. */
  count?: number | undefined;
  /** Limits the failure to requests whose path matches. Default every path. */
  path?: RegExp | undefined;
  /**
   * Limits the failure to requests with this method; `post` equals `POST`. Default every method.
   */
  method?: string | undefined;
}

/**
 * The limits on the number of API requests. Requests above a limit are answered with 429. A limit
 * that is not given is Dodo's: 40 per second, 240 per minute.
 */
export interface RateLimit {
  per_second?: number | undefined;
  per_minute?: number | undefined;
}

/** The faults of the API. Each use of a counted fault lowers its count by one. */
export interface ApiFaults {
  /** How long each request waits before it is processed, in milliseconds of real time. */
  delay_ms?: number | undefined;
  /**
   * How many of the next requests hang until the client gives up or the emulator is closed or
   * reset.
   */
  hang?: number | undefined;
  fail?: ApiFailure | undefined;
  /** The rate limits to enforce. Without them, requests are counted but not refused. */
  rate_limit?: RateLimit | undefined;
  /**
   * How many of the next requests are processed and then lose the connection instead of getting an
   * answer. Without `only`, only POST requests count.
   */
  drop_after_commit?: number | undefined;
  /** Returns the JSON to send in place of a successful answer's `body`. It may return a promise. */
  transform?: ((path: string, body: unknown) => unknown) | undefined;
  /** Selects the requests that `delay_ms`, `hang` and `drop_after_commit` apply to. */
  only?: { path?: RegExp | undefined; method?: string | undefined } | undefined;
}

/** Faults that can be set at any time; see the README for each. */
export interface Faults {
  webhooks: WebhookFaults;
  api: ApiFaults;
}

type CountedFault<F> = { [K in keyof F]-?: F[K] extends number | undefined ? K : never }[keyof F];

/** Returns whether the count of a webhook fault is above 0, and if so subtracts one from it. */
export function takeWebhookFault(faults: Faults, name: CountedFault<WebhookFaults>): boolean {
  const left = faults.webhooks[name] ?? 0;
  if (left > 0) faults.webhooks[name] = left - 1;
  return left > 0;
}

/** Returns whether the count of an API fault is above 0, and if so subtracts one from it. */
export function takeApiFault(faults: Faults, name: CountedFault<ApiFaults>): boolean {
  const left = faults.api[name] ?? 0;
  if (left > 0) faults.api[name] = left - 1;
  return left > 0;
}
