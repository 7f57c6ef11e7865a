/** Faults of deliveries. A number is how many of the next deliveries have the fault. */
export interface WebhookFaults {
  /** Deliveries that are dropped and not retried. */
  lose?: number | undefined;
  /** Attempts that are sent twice at once, with the same id. */
  duplicate?: number | undefined;
  /** Whether deliveries that are due together are sent newest first. */
  reorder?: boolean | undefined;
  /** Milliseconds by which the first attempt of a new event is delayed. */
  delay_ms?: number | undefined;
  /** Attempts whose body is changed after signing. */
  tamper?: number | undefined;
  /** Attempts that are signed with a timestamp ten minutes in the past. */
  old_timestamp?: number | undefined;
  /** Another key: while it is set, its signature comes before the real ones. */
  second_key?: string | undefined;
}

/** An error that the API answers with, before it does any work. */
export interface ApiFailure {
  /** Default the status of the code. */
  status?: number | undefined;
  /** One of `dodo_error_codes` or any other code. Default `INTERNAL_SERVER_ERROR`. */
  code?: string | undefined;
  message?: string | undefined;
  /** A body that is sent as HTML instead of Dodo's JSON error. */
  body?: string | undefined;
  /** Extra headers, such as `retry-after`. */
  headers?: Record<string, string> | undefined;
  /** How many requests fail. Default all of them. */
  count?: number | undefined;
  /** Only paths that match fail. */
  path?: RegExp | undefined;
  /** Only this method fails; case does not matter. */
  method?: string | undefined;
}

/** The number of requests that are answered; further ones get 429. */
export interface RateLimit {
  per_second?: number | undefined;
  per_minute?: number | undefined;
}

/** Faults of the API. A number is how many of the next requests have the fault. */
export interface ApiFaults {
  /** Real milliseconds that each request waits before any work is done. */
  delay_ms?: number | undefined;
  /** Requests that are not answered until the caller aborts or the emulator is closed. */
  hang?: number | undefined;
  fail?: ApiFailure | undefined;
  /** Limits to enforce. Without it, requests are only counted in the headers. */
  rate_limit?: RateLimit | undefined;
  /**
   * Requests whose work is done before the connection breaks. Only POSTs, unless `only` selects
   * others.
   */
  drop_after_commit?: number | undefined;
  /** Edits a successful JSON answer. If it returns a promise, the answer waits for it. */
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

/** Uses up one of a counted webhook fault. Returns whether there was one left. */
export function takeWebhookFault(faults: Faults, name: CountedFault<WebhookFaults>): boolean {
  const left = faults.webhooks[name] ?? 0;
  if (left > 0) faults.webhooks[name] = left - 1;
  return left > 0;
}

/** Uses up one of a counted API fault. Returns whether there was one left. */
export function takeApiFault(faults: Faults, name: CountedFault<ApiFaults>): boolean {
  const left = faults.api[name] ?? 0;
  if (left > 0) faults.api[name] = left - 1;
  return left > 0;
}
