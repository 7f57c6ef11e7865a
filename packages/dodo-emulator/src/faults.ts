/** What goes wrong with deliveries; a count means "the next so many". */
export interface WebhookFaults {
  /** Deliveries that never leave, and are never retried. */
  lose?: number | undefined;
  /** Attempts that are sent twice, both at once and with the same id. */
  duplicate?: number | undefined;
  /** Whether what is due together goes out newest first. */
  reorder?: boolean | undefined;
  /** How much later than Dodo's schedule a new event's first attempt is due. */
  delay_ms?: number | undefined;
  /** Attempts whose body is changed after it was signed. */
  tamper?: number | undefined;
  /** Attempts that are signed with a timestamp ten minutes in the past. */
  old_timestamp?: number | undefined;
  /** Another key, whose signature comes before the real ones as long as it is set. */
  second_key?: string | undefined;
}

/** An answer given instead of the real one. */
export interface ApiFailure {
  /** Default what goes with the code. */
  status?: number | undefined;
  /** One of `dodo_error_codes` or anything else. Default `INTERNAL_SERVER_ERROR`. */
  code?: string | undefined;
  message?: string | undefined;
  /** The whole body, sent as HTML instead of Dodo's JSON error. */
  body?: string | undefined;
  /** Extra headers, such as `retry-after`. */
  headers?: Record<string, string> | undefined;
  /** How many requests fail; without it all of them do. */
  count?: number | undefined;
  path?: RegExp | undefined;
  method?: string | undefined;
}

/** How many requests are let through; more get 429. */
export interface RateLimit {
  per_second?: number | undefined;
  per_minute?: number | undefined;
}

/** What goes wrong with the API. */
export interface ApiFaults {
  /** How long each request waits before anything is done, in real milliseconds. */
  delay_ms?: number | undefined;
  /** Requests that are never answered, until the caller gives up or the emulator is closed. */
  hang?: number | undefined;
  fail?: ApiFailure | undefined;
  /** Dodo's limits, enforced; without it requests are counted in the headers only. */
  rate_limit?: RateLimit | undefined;
  /** Requests whose work is done and whose connection then breaks; only POSTs, unless `only` says otherwise. */
  drop_after_commit?: number | undefined;
  /** Edits a successful JSON answer; where it gives a promise, the answer waits for it. */
  transform?: ((path: string, body: unknown) => unknown) | undefined;
  /** Which requests `delay_ms`, `hang` and `drop_after_commit` apply to. */
  only?: { path?: RegExp | undefined; method?: string | undefined } | undefined;
}

/** Knobs that make the emulator misbehave; set them at any time. */
export interface Faults {
  webhooks: WebhookFaults;
  api: ApiFaults;
}

type CountedFault<F> = { [K in keyof F]-?: F[K] extends number | undefined ? K : never }[keyof F];

/** Uses up one of a counted webhook fault; whether there was one. */
export function takeWebhookFault(faults: Faults, name: CountedFault<WebhookFaults>): boolean {
  const left = faults.webhooks[name] ?? 0;
  if (left > 0) faults.webhooks[name] = left - 1;
  return left > 0;
}

/** Uses up one of a counted API fault; whether there was one. */
export function takeApiFault(faults: Faults, name: CountedFault<ApiFaults>): boolean {
  const left = faults.api[name] ?? 0;
  if (left > 0) faults.api[name] = left - 1;
  return left > 0;
}
