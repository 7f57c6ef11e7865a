import ky, { type Options } from "ky";
import { toClientError } from "./http-errors.ts";
import { PaymentClientError } from "./errors.ts";
import type { Checkout, PaymentMethod, TopupStatus } from "./wire.ts";

/** The options that every call accepts. */
export interface CallOptions {
  /** The signal that aborts the call. The call then rejects with the reason of the signal. */
  signal?: AbortSignal | undefined;
}

/**
 * The calls to the server that a topup button needs. A call that fails rejects with a
 * `PaymentClientError`, or with the abort reason of its signal.
 */
export interface BuyerClient {
  /** The address of the payment routes. */
  readonly endpoint: string;
  /** Returns all payment methods, including the disabled ones. */
  methods(options?: CallOptions): Promise<PaymentMethod[]>;
  /**
   * Opens a checkout. The request is never retried automatically. A caller may repeat the request:
   * if the topup already has an open checkout that still fits, the server returns that one.
   */
  createCheckout(
    body: {
      topup_id: string;
      method_id?: string | undefined;
      return_to?: string | undefined;
      language?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Checkout>;
  /**
   * Returns the status of the payment to which this `status_url` belongs. No sign-in is needed. The
   * request always goes to `endpoint`: only the query of `status_url` is used.
   */
  status(status_url: string, options?: CallOptions): Promise<TopupStatus>;
}

/**
 * A bearer token, or a function that returns a token or `null`. The function is called for each
 * request.
 */
export type Token = string | (() => string | null | undefined | Promise<string | null | undefined>);

/**
 * Sends a request to a path below the endpoint and returns the parsed body. Throws `invalid_answer`
 * if the body lacks the property `field`, which a payment server always sends.
 */
export type SendRequest = <Result>(
  path: string,
  field: keyof Result,
  options?: object,
) => Promise<Result>;

/**
 * The default time limits and retry rules of requests. They are set because ky by default limits
 * neither the total time of all retries, nor `Retry-After`, nor the backoff. A POST is never
 * retried, which is ky's default.
 */
const LIMITS: Options = {
  timeout: 15_000,
  totalTimeout: 20_000,
  // 429 and 503 are not retried here: the caller decides, by `retry_after_ms` of the error if the
  // server has sent `Retry-After`.
  retry: {
    limit: 1,
    statusCodes: [502, 504],
    maxRetryAfter: 2_000,
    backoffLimit: 2_000,
    jitter: true,
  },
};

/**
 * Creates a client without sending a request. Callers add calls to further routes with the client's
 * `send`. `token` is called for each request, so the token may change.
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
    // Outside of a page a relative address has no base, and `fetch` would throw a `TypeError`.
    if (!globalThis.location && !/^\w+:/.test(endpoint))
      throw new PaymentClientError("relative_endpoint");
    let body: { [Key in typeof field]?: unknown } | null;
    try {
      // If the address or a header is invalid, this line throws before anything is sent.
      body = await http(endpoint.replace(/\/$/, "") + path, request).json();
    } catch (error) {
      // If the caller has aborted the request, the reason of the caller's signal is thrown.
      throw request?.signal?.aborted ? request.signal.reason : toClientError(error);
    }
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
