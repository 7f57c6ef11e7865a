/**
 * Creates a client of Dodo's official SDK, and changes the SDK's defaults for a payment service:
 *
 * - The SDK is imported on the first call, so that a service without Dodo's key never loads it.
 * - The base URL is always passed. Otherwise the SDK would read it from `DODO_PAYMENTS_BASE_URL`,
 *   or use live mode.
 * - Nothing is retried: a repeated `POST /checkouts` creates a second session that can be paid.
 * - Redirects are not followed, nothing is logged, and only our own headers are sent.
 *
 * The SDK's defaults are in `src/client.ts` of
 * https://github.com/dodopayments/dodopayments-typescript.
 */
import type { DodoPayments } from "dodopayments";
import type { ProviderRuntime } from "../../core/provider.ts";
import { PaymentError } from "../../errors.ts";
import { isNotFound, rateLimitedFor, rejection } from "./rejection.ts";
import type { DodoSettings } from "./settings.ts";

/**
 * Calls the API through the SDK. Returns `null` if Dodo says that the object does not exist. Throws
 * `configuration` without an API key, and `provider_unavailable`, `provider_rejected` or
 * `provider_invalid` for every other error.
 */
export type CallApi = <T>(call: (client: DodoPayments) => Promise<T>) => Promise<T | null>;

/** The SDK's timeout in milliseconds. The core aborts each call earlier, by its own deadline. */
const TIMEOUT_MS = 15_000;

/**
 * Creates the function that calls the API. All calls share one SDK client. If Dodo refuses a call
 * because of the rate limit, `slowDown` is called.
 */
export function createApi(
  settings: DodoSettings,
  runtime?: Pick<ProviderRuntime, "clock" | "slowDown">,
): CallApi {
  let client: Promise<DodoPayments> | null = null;
  async function connect(): Promise<DodoPayments> {
    client ??= load(settings).catch((error: unknown) => {
      // Forget the failed client, so that the next call tries to load the SDK again.
      client = null;
      throw error;
    });
    return await client;
  }
  return async (call) => {
    try {
      return await call(await connect());
    } catch (error) {
      if (error instanceof PaymentError) throw error;
      if (isNotFound(error)) return null;
      const limited_ms = runtime === undefined ? null : rateLimitedFor(error, runtime.clock());
      if (limited_ms !== null) runtime?.slowDown?.(limited_ms);
      throw rejection(error, settings);
    }
  };
}

async function load(settings: DodoSettings): Promise<DodoPayments> {
  const { api_key } = settings;
  if (api_key === null)
    throw new PaymentError("configuration", "DODO_PAYMENTS_API_KEY is not set.");
  const { DodoPayments } = await import("dodopayments");
  return new DodoPayments({
    bearerToken: api_key,
    baseURL: settings.api_base_url,
    webhookKey: null,
    maxRetries: 0,
    timeout: TIMEOUT_MS,
    logLevel: "off",
    fetch: async (input, init) => {
      // Only these headers are sent. The SDK would add telemetry about the machine, and the headers
      // in DODO_PAYMENTS_CUSTOM_HEADERS, which could replace even the API key.
      const headers = {
        accept: "application/json",
        authorization: `Bearer ${api_key}`,
        "content-type": "application/json",
        "user-agent": "payment-server",
      };
      return await settings.fetch(
        new Request(input instanceof Request ? input : String(input), {
          ...init,
          headers,
          redirect: "manual",
        }),
      );
    },
  });
}
