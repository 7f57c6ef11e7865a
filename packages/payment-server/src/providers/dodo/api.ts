/**
 * The official SDK, with the defaults changed that do not suit a payment service:
 *
 * - It is imported on the first call, so that a service without Dodo's key never loads it.
 * - The base URL is always given. The SDK would take it from `DODO_PAYMENTS_BASE_URL`, and is in
 *   live mode by default.
 * - Nothing is retried, since a repeated `POST /checkouts` makes a second session that can be paid.
 * - Redirects are not followed, nothing is logged, and only our own headers are sent.
 *
 * The defaults are those of https://github.com/dodopayments/dodopayments-typescript,
 * `src/client.ts`.
 */
import type { DodoPayments } from "dodopayments";
import { PaymentError } from "../../errors.ts";
import { isNotFound, rejection } from "./rejection.ts";
import type { DodoSettings } from "./settings.ts";

/**
 * Calls the API through the SDK. Returns `null` when Dodo says that the object does not exist, and
 * throws `provider_unavailable`, `provider_rejected` or `provider_invalid` for every other error.
 */
export type CallApi = <T>(call: (client: DodoPayments) => Promise<T>) => Promise<T | null>;

/** Longer than any deadline of the core, which each call carries as its signal. */
const TIMEOUT_MS = 15_000;

/** Makes the function that calls the API, with one client for all calls. */
export function createApi(settings: DodoSettings): CallApi {
  let client: Promise<DodoPayments> | null = null;
  async function connect(): Promise<DodoPayments> {
    client ??= load(settings).catch((error: unknown) => {
      // The next call tries to load it again.
      client = null;
      throw error;
    });
    return await client;
  }
  return async (call) => {
    const connected = await connect();
    try {
      return await call(connected);
    } catch (error) {
      if (error instanceof PaymentError) throw error;
      if (isNotFound(error)) return null;
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
      // Only these headers: DODO_PAYMENTS_CUSTOM_HEADERS could replace even the key, and the SDK
      // adds telemetry about the machine.
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
