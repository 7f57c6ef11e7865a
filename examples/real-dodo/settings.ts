// The variables of a run. Live keys and live hosts are refused here, before anything is sent.

/** The settings of a run. */
export interface Settings {
  api_key: string;
  base_url: string;
  /** The origin that the buyer comes back to, and that deliveries are forwarded to. */
  port: number;
  product_id: string | null;
  webhook_key: string | null;
  read_only_key: string | null;
}

/** A variable that has to be changed before a run can begin. */
export class SettingsError extends Error {}

const TEST_HOST = "https://test.dodopayments.com";

/** Reads the variables. Throws a `SettingsError` that says what to set. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const read = (name: string): string | null => env[name]?.trim() || null;
  const api_key = read("DODO_PAYMENTS_API_KEY");
  if (api_key === null)
    throw new SettingsError("set DODO_PAYMENTS_API_KEY to an API key of your test mode");
  const read_only_key = read("DODO_READ_ONLY_KEY");
  for (const key of [api_key, read_only_key ?? "key"]) checkKey(key);
  for (const name of ["DODO_ENVIRONMENT", "DODO_PAYMENTS_ENVIRONMENT"])
    if (read(name)?.startsWith("live") === true)
      throw new SettingsError(`${name} is ${read(name)}: this run is for the test mode only`);
  const base_url = read("DODO_API_BASE_URL") ?? TEST_HOST;
  checkHost(base_url);
  return {
    api_key,
    read_only_key,
    base_url: base_url.replace(/\/+$/, ""),
    port: readPort(read("PORT") ?? "4401"),
    product_id: read("DODO_PRODUCT_ID"),
    webhook_key: read("DODO_WEBHOOK_KEY"),
  };
}

/** Returns whether a URL is one of the test mode's, or of this machine. */
export function isTestUrl(text: unknown): boolean {
  if (typeof text !== "string" || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (["127.0.0.1", "localhost", "dodo.localhost"].includes(hostname)) return true;
  return protocol === "https:" && /^test\.(checkout\.)?dodopayments\.com$/.test(hostname);
}

function checkKey(key: string): void {
  // The key itself is never repeated, because the terminal may be shared.
  if (/live/i.test(key))
    throw new SettingsError("the API key is a live key: use one of your test mode");
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new SettingsError("the API key has a space or a letter that no key has: copy it again");
}

function checkHost(base_url: string): void {
  if (!isTestUrl(base_url))
    throw new SettingsError(
      `DODO_API_BASE_URL must be ${TEST_HOST} or a local Dodo on this machine; leave it out`,
    );
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new SettingsError("PORT must be a number from 1 to 65535");
  return port;
}
