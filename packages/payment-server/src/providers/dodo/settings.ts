/** The settings of Dodo's provider, read each time that the provider is created. */
import { describeValue } from "../../core/describe-value.ts";
import type { Topup } from "../../core/host.ts";
import type { Environment } from "../../core/payment.ts";
import { PaymentError } from "../../errors.ts";
import { isLoopbackHost } from "../../loopback.ts";
import { setting, type ReadVariable } from "../../variables.ts";
import type { DescribeCheckout } from "./checkout-details.ts";
import { readKeys, type SigningKey } from "./keys.ts";
import type { DodoOptions } from "./options.ts";

/** The settings of the provider, with the defaults filled in. */
export interface DodoSettings {
  /** `null` if no key is configured. The method is then listed as disabled. */
  api_key: string | null;
  product_id: ((topup: Topup) => string) | null;
  /** The product id that all topups share, if one is configured. `check()` reads this product. */
  fixed_product_id: string | null;
  /** Empty if no signing key is configured. Deliveries are then unsigned, and none is trusted. */
  keys: readonly SigningKey[];
  environment: Environment;
  /** The currency code in lower case, or `local` if Dodo chooses the currency. */
  currency: string;
  /** The host's function that describes a buyer; `null` if there is none. */
  checkout: DescribeCheckout | null;
  /** The base URL without a slash at the end. */
  api_base_url: string;
  checkout_hosts: readonly string[];
  label: string;
  fetch: (request: Request) => Promise<Response>;
}

/** The `currency` that leaves the choice to Dodo. */
export const LOCAL = "local";

/**
 * The base URLs of the API. Test mode and live mode are separate, each with its own keys and
 * products (https://docs.dodopayments.com/miscellaneous/test-mode-vs-live-mode).
 */
const API: Record<Environment, string> = {
  test_mode: "https://test.dodopayments.com",
  live_mode: "https://live.dodopayments.com",
};

/** The hosts of checkout pages, from the constants of the npm package `dodopayments-checkout`. */
const CHECKOUT: Record<Environment, string> = {
  test_mode: "test.checkout.dodopayments.com",
  live_mode: "checkout.dodopayments.com",
};

/**
 * Reads the settings from the options, else from the environment. Throws `configuration` for a
 * wrong value. The message says how to fix it, and contains no value that may be a secret.
 */
export function readSettings(options: DodoOptions, env: ReadVariable): DodoSettings {
  const environment = readEnvironment(
    setting(options.environment, ["DODO_ENVIRONMENT", "DODO_PAYMENTS_ENVIRONMENT"], (name) =>
      longForm(env(name)),
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
    api_key: readApiKey(setting(options.api_key, ["DODO_PAYMENTS_API_KEY"], env)),
    product_id: chosen ?? (named === null ? null : () => named),
    fixed_product_id: named,
    keys: readKeys(
      setting(options.webhook_key, ["DODO_WEBHOOK_KEY", "DODO_PAYMENTS_WEBHOOK_KEY"], env),
    ),
    environment,
    currency: readCurrency(setting(options.currency, ["DODO_CURRENCY"], env)),
    checkout: readCheckout(options.checkout),
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

/**
 * Returns the API key. Throws `configuration` if the value is a signing key, or if it contains a
 * character that is not visible ASCII, because no API key has one. The message does not contain the
 * value.
 */
function readApiKey(value: string | null): string | null {
  if (value === null) return null;
  if (value.startsWith("whsec_"))
    throw new PaymentError(
      "configuration",
      "DODO_PAYMENTS_API_KEY begins with `whsec_`, which is a signing key: that one belongs into DODO_WEBHOOK_KEY, and the API key is in Dodo's dashboard under Developer.",
    );
  if (/^[\u0021-\u007e]+$/.test(value)) return value;
  throw new PaymentError(
    "configuration",
    "DODO_PAYMENTS_API_KEY has a character that no key has, such as a space, a line break between two keys, or a long dash in place of a hyphen; copy one whole key from Dodo's dashboard.",
  );
}

/** Returns the label of the method in the method list. */
export function labelOf({ label = "Dodo Payments" }: DodoOptions): string {
  return label;
}

/**
 * Expands `test` and `live` to `test_mode` and `live_mode`. The environment variables for the mode
 * are compared in this form, so that `live` in one and `live_mode` in another are not a conflict.
 */
function longForm(value: string | undefined): string | undefined {
  const mode = value?.trim();
  return mode === "test" || mode === "live" ? `${mode}_mode` : value;
}

function readEnvironment(value: string | null): Environment {
  const mode = longForm(value ?? "test_mode");
  if (mode === "test_mode" || mode === "live_mode") return mode;
  throw new PaymentError(
    "configuration",
    "DODO_ENVIRONMENT must be `test_mode` or `live_mode` (`test` and `live` mean the same); anything else is not guessed at.",
  );
}

function readCurrency(value: string | null): string {
  const currency = (value ?? "usd").toLowerCase();
  if (currency === LOCAL || /^[a-z]{3}$/.test(currency)) return currency;
  throw new PaymentError(
    "configuration",
    "DODO_CURRENCY must be a currency code of three letters, such as `usd`, or `local`.",
  );
}

function readCheckout(value: DodoOptions["checkout"]): DescribeCheckout | null {
  if (value === undefined || typeof value === "function") return value ?? null;
  throw new PaymentError(
    "configuration",
    `\`checkout\` must be a function of the topup, such as \`(topup) => ({ customer: { email } })\`, and is ${describeValue(value)}.`,
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

/**
 * Returns the API's host in an array if that host is a loopback host, because the emulator serves
 * its checkout page there. Returns an empty array for any other host.
 */
function localHost(api_base_url: string): string[] {
  const url = new URL(api_base_url);
  return isLoopbackHost(url.hostname) ? [url.host] : [];
}
