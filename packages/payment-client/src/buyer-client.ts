import ky, { type Options } from "ky";
import { toClientError } from "./answers.ts";
import { PaymentClientError } from "./errors.ts";
import type { Checkout, PaymentMethod, TopupStatus } from "./wire.ts";

/** Every call takes a signal that ends it. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
}

/** What a button asks. Each call throws a `PaymentClientError`, or the reason of its signal. */
export interface BuyerClient {
  readonly endpoint: string;
  methods(options?: CallOptions): Promise<PaymentMethod[]>;
  /** Sent once: the server answers a second request for the same topup with the same page. */
  createCheckout(
    body: { topup_id: string; method_id?: string | undefined; return_to?: string | undefined },
    options?: CallOptions,
  ): Promise<Checkout>;
  /** What has become of a payment, by the `status_url` of its checkout; needs no sign-in. Asked below `endpoint`, wherever it points. */
  status(status_url: string, options?: CallOptions): Promise<TopupStatus>;
}

/** A bearer token, or what gives one at each request (`null`: none). */
export type Token = string | (() => string | null | undefined | Promise<string | null | undefined>);

/** One request below the endpoint; an answer without `field` is no answer of a payment server. */
export type Ask = <Answer>(path: string, field: keyof Answer, options?: object) => Promise<Answer>;

/** ky sets no limit to the time of all tries, to `Retry-After` or to its backoff. It sends no POST twice. */
const LIMITS: Options = {
  timeout: 15_000,
  totalTimeout: 20_000,
  // When a server says "not now" (429, 503), the caller is told when to come back, and decides.
  retry: {
    limit: 1,
    statusCodes: [502, 504],
    maxRetryAfter: 2_000,
    backoffLimit: 2_000,
    jitter: true,
  },
};

/** Makes a client, and the means to ask for more; asks nothing yet. */
export function createBuyerClient(
  endpoint?: string | null,
  token?: () => Token | undefined,
  options?: Options,
): BuyerClient & { ask: Ask } {
  endpoint ??= "/v1/payment";
  const http = ky.create({
    ...LIMITS,
    ...options,
    hooks: {
      beforeRequest: [
        async ({ request }) => {
          const given = token?.();
          const bearer = typeof given === "function" ? await given() : given;
          if (bearer) request.headers.set("authorization", `Bearer ${bearer}`);
        },
      ],
    },
  });
  const ask: Ask = async (path, field, options?: Options) => {
    const answer = await http(endpoint.replace(/\/$/, "") + path, options)
      .json<{ [Key in typeof field]?: unknown } | null>()
      .catch((error: unknown) => {
        // Whoever aborted knows why.
        throw options?.signal?.aborted ? options.signal.reason : toClientError(error);
      });
    if (answer?.[field] === undefined) throw new PaymentClientError("invalid_answer");
    return answer as never;
  };
  return {
    ask,
    endpoint,
    methods: async (options) =>
      (await ask<{ items: PaymentMethod[] }>("/methods", "items", options)).items,
    createCheckout: async (json, options) =>
      await ask("/checkout/create", "checkout_url", { ...options, method: "post", json }),
    status: async (status_url, options) =>
      await ask(`/redirect/success?${`${status_url}`.split("?")[1]}`, "status", options),
  };
}
