/**
 * Checks the values of options. A check that fails throws `configuration`, whose message says how
 * to fix the option and repeats no value that may be a secret.
 */
import type { PaymentProvider } from "./core/provider.ts";
import type { Storage, TransactionalStorage } from "./core/storage.ts";
import { PaymentError } from "./errors.ts";
import { isLoopbackHost } from "./loopback.ts";
import { readWebAddress } from "./origin-checks.ts";
import type { BaseAddress } from "./http/public-address.ts";

/**
 * Checks that the storage is durable if a provider is in live_mode: the rows of open payments must
 * still be there after a restart.
 */
export function requireDurable(storage: Storage, providers: readonly PaymentProvider[]): void {
  const live = providers.find(({ environment }) => environment === "live_mode");
  if (live === undefined || storage.durable) return;
  throw configuration(
    `In live_mode payments must outlive the process, and there is no storage that keeps them: add \`storage: sqliteStorage("payments.sqlite")\`, or \`postgresStorage(…)\` for many machines.`,
  );
}

/** Checks that the storage of the transactional mode has transactions. */
export function requireTransactions<Tx>(storage: TransactionalStorage<Tx> | undefined): void {
  if (typeof storage?.creditWith === "function") return;
  throw configuration(
    "`transactional` needs a storage with transactions of its own: `sqliteStorage` with the path of a file (an open database cannot keep others out of one), or `postgresStorage`.",
  );
}

/**
 * Checks the option `id`, which becomes part of addresses and of names in a Federation, and returns
 * it.
 */
export function readId(value: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(value)) return value;
  throw configuration("`id` must be made of letters, digits, `-` and `_`, such as `payment`.");
}

/**
 * Parses `base_url`, with or without a slash at its end. Returns `null` if the address is not set.
 */
export function readBaseUrl(value: string | null): BaseAddress | null {
  if (value === null) return null;
  const url = readWebAddress(value);
  const path = url?.pathname.replace(/\/+$/, "");
  // A path with two slashes in a row is refused: a link that begins with two slashes leads to
  // another host.
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

/** The paths that may follow `base_path` in an address that was copied to `base_url` by mistake. */
const COPIED_ENDS = ["", "/webhook", "/redirect", "/redirect/success", "/redirect/cancel"];

/**
 * Checks that `base_url` does not end with `base_path`, and not with the path of the webhook or of
 * a result page below `base_path`. Every link begins with `base_url` followed by `base_path`. It
 * would otherwise have `base_path` twice, and lead buyers who have paid to an error.
 */
export function requireNoBasePath(base: BaseAddress | null, base_path: string): void {
  if (base === null || base_path === "") return;
  if (!COPIED_ENDS.some((end) => base.path.endsWith(base_path + end))) return;
  throw configuration(
    `\`base_url\` must be the address in front of \`${base_path}\`, without that path, such as \`${base.origin}\`. Its variables are DOWNCITY_CITY_BASE_URL and PAYMENT_BASE_URL; the path is \`base_path\`.`,
  );
}

/**
 * Checks `base_url` for live_mode: buyers who have paid must be sent to an https address that is
 * not on their own machine. `null` passes, since a process that only reconciles needs no address.
 */
export function requirePublicAddress(base: BaseAddress | null): void {
  if (base === null) return;
  const { protocol, hostname } = new URL(base.origin);
  const host = hostname.replace(/\.$/, "");
  const isUnspecified = host === "0.0.0.0" || host === "[::]";
  if (protocol === "https:" && !isUnspecified && !isLoopbackHost(host)) return;
  throw configuration(
    "In live_mode `base_url` must be a public https address, such as `https://shop.example`; its variables are DOWNCITY_CITY_BASE_URL and PAYMENT_BASE_URL.",
  );
}

/**
 * Reads `base_path` and returns it without the slash at its end. `""` serves the routes at the
 * root.
 */
export function readBasePath(value: string): string {
  if (/^(\/[A-Za-z0-9_.~-]+)*\/?$/.test(value)) return value.replace(/\/$/, "");
  throw configuration("`base_path` must be a path such as `/v1/payment`.");
}

/** Checks the option `confirm` and returns it; the default is `always`. */
export function readConfirm(value: string | undefined): "always" | "when_unsigned" {
  if (value === undefined || value === "always") return "always";
  if (value === "when_unsigned") return value;
  throw configuration("`confirm` must be `always` or `when_unsigned`.");
}

/** Checks that the option `provider_calls_per_second` is a number from 1 to 10,000. */
export function readRate(value: number): number {
  if (value >= 1 && value <= 10_000) return value;
  throw configuration("`provider_calls_per_second` must be a number from 1 to 10,000.");
}

/** Checks that the option `conversion_tolerance_bps` is a whole number from 0 to 1,000. */
export function readTolerance(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= 1_000) return value;
  throw configuration("`conversion_tolerance_bps` must be a whole number from 0 to 1,000.");
}

function configuration(message: string): PaymentError {
  return new PaymentError("configuration", message);
}
