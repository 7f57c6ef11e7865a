import ky, { type Options } from "ky";
import { toClientError } from "./http-errors.ts";
import { PaymentClientError } from "./errors.ts";
import type { Checkout, PaymentMethod, TopupStatus } from "./wire.ts";

/** The options of every call. */
export interface CallOptions {
  /** Aborts the call, which then rejects with the reason of the signal. */
  signal?: AbortSignal | undefined;
}

/**
 * The calls that a button needs. Each rejects with a `PaymentClientError`, or with the reason of
 * its signal.
 */
export interface BuyerClient {
  /** The address of the payment routes. */
  readonly endpoint: string;
  /** Returns the payment methods, the disabled ones included. */
  methods(options?: CallOptions): Promise<PaymentMethod[]>;
  /**
   * Opens a checkout. The request is never retried automatically. A caller may repeat it: the
   * server returns the same checkout for the same topup.
   */
  createCheckout(
    body: { topup_id: string; method_id?: string | undefined; return_to?: string | undefined },
    options?: CallOptions,
  ): Promise<Checkout>;
  /**
   * Returns the status of a payment by the `status_url` of its checkout. It needs no sign-in. Only
   * the query of the `status_url` is used: the request goes to `endpoint`, wherever it points.
   */
  status(status_url: string, options?: CallOptions): Promise<TopupStatus>;
}

/** A bearer token, or a function that is called for each request and returns one or `null`. */
export type Token = string | (() => string | null | undefined | Promise<string | null | undefined>);

/**
 * Sends one request below the endpoint and returns the parsed body. A body without `field` does not
 * come from a payment server, so it is an `invalid_answer`.
 */
export type SendRequest = <Result>(
  path: string,
  field: keyof Result,
  options?: object,
) => Promise<Result>;

/**
 * Limits that ky does not set by itself: the time of all retries together, `Retry-After`, and the
 * backoff. ky retries no POST.
 */
const LIMITS: Options = {
  timeout: 15_000,
  totalTimeout: 20_000,
  // 429 and 503 are not retried: the error carries `retry_after_ms`, and the caller decides.
  retry: {
    limit: 1,
    statusCodes: [502, 504],
    maxRetryAfter: 2_000,
    backoffLimit: 2_000,
    jitter: true,
  },
};

/**
 * Creates a client, and the function with which further calls are built. It sends nothing yet.
 * `token` is called for each request, so the caller may change it.
 */
export function createBuyerClient(
  endpoint?: string | null,
  token?: () => Token | undefined,
  options?: Options,
): BuyerClient & { send: SendRequest } {
  endpoint ??= "/v1/payment";
  const http = ky.create({
    ...LIMITS,
    ...options,
    hooks: {
      beforeRequest: [
        async ({ request }) => {
          const current = token?.();
          const bearer = typeof current === "function" ? await current() : current;
          if (bearer) request.headers.set("authorization", `Bearer ${bearer}`);
        },
      ],
    },
  });
  const send: SendRequest = async (path, field, request?: Options) => {
    const body = await http(endpoint.replace(/\/$/, "") + path, request)
      .json<{ [Key in typeof field]?: unknown } | null>()
      .catch((error: unknown) => {
        // The caller that aborted gets its own reason back.
        throw request?.signal?.aborted ? request.signal.reason : toClientError(error);
      });
    if (body?.[field] === undefined) throw new PaymentClientError("invalid_answer");
    return body as never;
  };
  return {
    send,
    endpoint,
    methods: async (call) =>
      (await send<{ items: PaymentMethod[] }>("/methods", "items", call)).items,
    createCheckout: async (json, call) =>
      await send("/checkout/create", "checkout_url", { ...call, method: "post", json }),
    status: async (status_url, call) =>
      await send(`/redirect/success?${/\?([^?]*)/.exec(status_url)?.[1]}`, "status", call),
  };
}
