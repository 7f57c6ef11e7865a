/** What an option may be. Each check throws `configuration` and says the fix; what was given is never repeated. */
import type { BaseAddress } from "./http/origin.ts";
import { PaymentError } from "./errors.ts";

export function configuration(message: string): PaymentError {
  return new PaymentError("configuration", message);
}

export function requireHost(options: {
  readTopup?: unknown;
  finishTopup?: unknown;
  transactional?: unknown;
  providers?: unknown;
}): void {
  if (typeof options?.readTopup !== "function")
    throw configuration("`readTopup` must be a function that returns the topup or null.");
  if (typeof options.finishTopup !== "function")
    throw configuration("`finishTopup` must be a function that credits the topup once.");
  if (options.transactional !== undefined && typeof options.transactional !== "boolean")
    throw configuration("`transactional` must be true or false.");
  if (!Array.isArray(options.providers))
    throw configuration("`providers` must be a list, such as `[dodoPaymentProvider()]`.");
}

/** It becomes a part of addresses and of names in a Federation. */
export function readId(value: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(value)) return value;
  throw configuration("`id` must be made of letters, digits, `-` and `_`, such as `payment`.");
}

/** With or without a slash at its end; `null` stands for none. */
export function readBaseUrl(value: string | null): BaseAddress | null {
  if (value === null) return null;
  const url = readWebAddress(value);
  const path = url?.pathname.replace(/\/+$/, "");
  // Two slashes at the beginning of a path are another host to a browser.
  if (
    url === null ||
    path === undefined ||
    path.includes("//") ||
    url.search !== "" ||
    url.hash !== ""
  ) {
    throw configuration(
      "`base_url` must be an origin such as `https://shop.example`, or one with the path in front of the routes, such as `https://shop.example/shop`; its variables are DOWNCITY_CITY_BASE_URL and PAYMENT_BASE_URL.",
    );
  }
  return { origin: url.origin, path };
}

export function readOrigin(option: string, value: string): string {
  const url = readWebAddress(value);
  if (url !== null && url.pathname === "/") return url.origin;
  throw configuration(
    `\`${option}\` must be an origin such as \`https://shop.example\`, without a path.`,
  );
}

export function readBasePath(value: string): string {
  if (/^(\/[A-Za-z0-9_.~-]+)*\/?$/.test(value)) return value.replace(/\/$/, "");
  throw configuration("`base_path` must be a path such as `/v1/payment`.");
}

export function readConfirm(value: string | undefined): "always" | "when_unsigned" {
  if (value === undefined || value === "always") return "always";
  if (value === "when_unsigned") return value;
  throw configuration("`confirm` must be `always` or `when_unsigned`.");
}

export function readRate(value: number): number {
  if (value >= 1 && value <= 10_000) return value;
  throw configuration("`provider_calls_per_second` must be a number from 1 to 10,000.");
}

export function readTolerance(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= 1_000) return value;
  throw configuration("`conversion_tolerance_bps` must be a whole number from 0 to 1,000.");
}

function readWebAddress(value: string): URL | null {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.username === "" &&
    url.password === ""
    ? url
    : null;
}
