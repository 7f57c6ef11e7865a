/**
 * The official SDK with its traps closed: loaded on first use, its own base URL, none of its environment variables,
 * no retries (a repeated POST would make a second payable session), nothing logged, no redirects, only our headers.
 */
import type { DodoPayments } from "dodopayments";
import { PaymentError } from "../../errors.ts";
import { isUnknownThere, rejection } from "./rejection.ts";
import type { DodoSettings } from "./options.ts";

/** Calls the API. Throws `provider_unavailable`, `provider_rejected` or `provider_invalid`; `null` for what Dodo does not know. */
export type CallApi = <T>(call: (client: DodoPayments) => Promise<T>) => Promise<T | null>;

/** Longer than any deadline of ours, which each call carries as its signal. */
const TIMEOUT_MS = 15_000;

export function createApi(settings: DodoSettings): CallApi {
  let client: Promise<DodoPayments> | null = null;
  async function connect(): Promise<DodoPayments> {
    client ??= load(settings).catch((error: unknown) => {
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
      if (isUnknownThere(error)) return null;
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
      // Ours alone: DODO_PAYMENTS_CUSTOM_HEADERS could replace even the key, and the telemetry headers stay behind.
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
        } as RequestInit),
      );
    },
  });
}
