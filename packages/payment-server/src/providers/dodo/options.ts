import type { Topup } from "../../core/host.ts";
import type { Environment } from "../../core/payment.ts";
import { PaymentError } from "../../errors.ts";
import { isLoopbackHost } from "../../loopback.ts";
import { setting, type ReadVariable, type Variable } from "../../variables.ts";
import { readKeys, type SigningKey } from "./keys.ts";

/** Options of {@link dodoPaymentProvider}. An option wins over its variable; an empty one counts as absent. */
export interface DodoOptions {
  /** `DODO_PAYMENTS_API_KEY`: a key of the same mode as `environment`, with write access. */
  api_key?: string | undefined;
  /** `DODO_PRODUCT_ID`: one-time, USD, pay-what-you-want, or of a fixed price that equals the topup's. A function picks one per topup. */
  product_id?: string | ((topup: Topup) => string) | undefined;
  /** `DODO_WEBHOOK_KEY`: the endpoint's signing key; several, separated by spaces, during rotation. */
  webhook_key?: string | undefined;
  /** `DODO_ENVIRONMENT`: `test_mode` (default) or `live_mode`; `test` and `live` mean the same. */
  environment?: Environment | "test" | "live" | undefined;
  /** `DODO_CURRENCY`: display currency; another than `usd` is asked for as the billing currency and judged by the settlement in USD. */
  currency?: string | undefined;
  /** `DODO_API_BASE_URL`: for tests and the emulator; in live_mode only Dodo's own host is taken. */
  api_base_url?: string | undefined;
  /** Further hosts a checkout page may have, such as your own checkout domain. */
  checkout_hosts?: readonly string[] | undefined;
  /** What the method is called; default `Dodo Payments`. */
  label?: string | undefined;
  /** Sends the requests; default the runtime's `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** The options as used: complete and checked. */
export interface DodoSettings {
  api_key: string | null;
  product_id: ((topup: Topup) => string) | null;
  /** The configured product when there is one for all topups: what `check()` looks at. */
  fixed_product_id: string | null;
  keys: readonly SigningKey[];
  environment: Environment;
  currency: string;
  api_base_url: string;
  checkout_hosts: readonly string[];
  label: string;
  fetch: (request: Request) => Promise<Response>;
}

const API: Record<Environment, string> = {
  test_mode: "https://test.dodopayments.com",
  live_mode: "https://live.dodopayments.com",
};
const CHECKOUT: Record<Environment, string> = {
  test_mode: "test.checkout.dodopayments.com",
  live_mode: "checkout.dodopayments.com",
};

/** Every variable this provider reads. */
export const VARIABLES: readonly Variable[] = [
  {
    key: "DODO_PAYMENTS_API_KEY",
    description: "API key with write access, of the same mode as DODO_ENVIRONMENT.",
    required: true,
  },
  {
    key: "DODO_PRODUCT_ID",
    description:
      "One-time product in USD, pay what you want, or of a fixed price that equals the topup's.",
    required: true,
  },
  {
    key: "DODO_WEBHOOK_KEY",
    description:
      "Signing key of the webhook endpoint; several, separated by spaces, during rotation.",
    required: false,
  },
  {
    key: "DODO_PAYMENTS_WEBHOOK_KEY",
    description: "The same under Dodo's own name.",
    required: false,
  },
  {
    key: "DODO_ENVIRONMENT",
    description: "test_mode (default) or live_mode, also said test and live.",
    required: false,
  },
  {
    key: "DODO_PAYMENTS_ENVIRONMENT",
    description: "The same under Dodo's own name.",
    required: false,
  },
  {
    key: "DODO_CURRENCY",
    description: "Display currency of the method; default usd.",
    required: false,
  },
  {
    key: "DODO_API_BASE_URL",
    description: "API base URL, for tests and the local Dodo.",
    required: false,
  },
];

/** Throws `configuration` with the fix in words. */
export function readSettings(options: DodoOptions, env: ReadVariable): DodoSettings {
  const environment = readEnvironment(
    setting(options.environment, ["DODO_ENVIRONMENT", "DODO_PAYMENTS_ENVIRONMENT"], (name) =>
      wholeWord(env(name)),
    ),
  );
  const api_base_url = readApiBaseUrl(
    setting(options.api_base_url, ["DODO_API_BASE_URL"], env),
    environment,
  );
  const named =
    typeof options.product_id === "function"
      ? null
      : setting(options.product_id, ["DODO_PRODUCT_ID"], env);
  const chosen = typeof options.product_id === "function" ? options.product_id : null;
  return {
    api_key: setting(options.api_key, ["DODO_PAYMENTS_API_KEY"], env),
    product_id: chosen ?? (named === null ? null : () => named),
    fixed_product_id: named,
    keys: readKeys(
      setting(options.webhook_key, ["DODO_WEBHOOK_KEY", "DODO_PAYMENTS_WEBHOOK_KEY"], env),
    ),
    environment,
    currency: readCurrency(setting(options.currency, ["DODO_CURRENCY"], env)),
    api_base_url,
    checkout_hosts: [
      CHECKOUT[environment],
      ...(options.checkout_hosts ?? []),
      ...localHost(api_base_url),
    ],
    label: labelOf(options),
    fetch: options.fetch ?? ((request) => fetch(request)),
  };
}

export function labelOf({ label = "Dodo Payments" }: DodoOptions): string {
  return label;
}

/** The short words before they are compared: `live` under one name and `live_mode` under the other agree. */
function wholeWord(value: string | undefined): string | undefined {
  const word = value?.trim();
  return word === "test" || word === "live" ? `${word}_mode` : value;
}

function readEnvironment(value: string | null): Environment {
  const word = wholeWord(value ?? "test_mode");
  if (word === "test_mode" || word === "live_mode") return word;
  throw new PaymentError(
    "configuration",
    "DODO_ENVIRONMENT must be `test_mode` or `live_mode` (`test` and `live` mean the same); anything else is not guessed at.",
  );
}

function readCurrency(value: string | null): string {
  const currency = (value ?? "usd").toLowerCase();
  if (/^[a-z]{3}$/.test(currency)) return currency;
  throw new PaymentError(
    "configuration",
    "DODO_CURRENCY must be a currency code of three letters, such as `usd`.",
  );
}

function readApiBaseUrl(value: string | null, environment: Environment): string {
  if (value === null) return API[environment];
  const url = URL.canParse(value) ? new URL(value) : null;
  if (
    url === null ||
    (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopbackHost(url.hostname)))
  ) {
    throw new PaymentError(
      "configuration",
      "DODO_API_BASE_URL must be an https address; http is taken on loopback hosts only.",
    );
  }
  const base = url.origin + url.pathname.replace(/\/+$/, "");
  if (environment === "live_mode" && base !== API.live_mode) {
    throw new PaymentError(
      "configuration",
      `In live_mode DODO_API_BASE_URL can only be ${API.live_mode}; remove it, or use test_mode.`,
    );
  }
  return base;
}

/** A local Dodo serves its checkout page where it serves its API. */
function localHost(api_base_url: string): string[] {
  const url = new URL(api_base_url);
  return isLoopbackHost(url.hostname) ? [url.host] : [];
}
