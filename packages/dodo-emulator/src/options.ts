import type { Clock } from "./clock.ts";
import type { ProductSeed } from "./products.ts";
import { checkKey } from "./webhooks/signing.ts";

/** How to build the emulator; every field has a default. */
export interface DodoEmulatorOptions {
  /** The one API key that is accepted. Default `dodo_test_emulator`. */
  api_key?: string;
  /** Signing key, `whsec_` + base64 of at least 24 bytes. Several stand for a rotation: each delivery is signed with all of them. */
  webhook_key?: string | readonly string[];
  /** Where deliveries go. Without it events are queued until `emulator.webhook_url` is set. */
  webhook_url?: string;
  /** How deliveries are sent. Default `globalThis.fetch`; give a handler to deliver in process. */
  fetch?: (request: Request) => Promise<Response>;
  /** The time. Default `Date.now`. */
  clock?: Clock;
  /** `auto`: timers send what is due. `manual`: only `deliver()` and `deliverAll()` send. Default `auto`. */
  delivery?: "auto" | "manual";
  /** The products of this account. Default one: `pdt_topup`, one-time, USD, pay what you want, minimum 100. */
  products?: readonly ProductSeed[];
  /** Id of the business in payments and events. Default `bus_emulator`. */
  business_id?: string;
  /** Tax in basis points: added to the price, or carved out of it for a tax-inclusive product. Default 0. */
  tax_bps?: number;
  /** The payment id of a second try after a declined card. Default `new`. */
  payment_id_after_decline?: "new" | "same";
  /** The `webhook-id` of `resend()`; retries always keep theirs. Default `same`. */
  webhook_id_on_resend?: "same" | "new";
  /** Whether a session that took a payment may be paid again. Default `one`. */
  payments_per_session?: "many" | "one";
  /** What the way back over `cancel_url` carries. Default `none`. */
  cancel_url_parameters?: "none" | "status";
  /** Whether `amount` is the price of one or of the whole line when the quantity is above 1. Default `per_unit`. */
  amount_with_quantity?: "per_unit" | "line";
  /** Who bears the adaptive pricing fee: the buyer, on top (`exclusive`), or the merchant (`inclusive`). Default `exclusive`. */
  adaptive_currency_fees?: "exclusive" | "inclusive";
}

/** The options with every default filled in. */
export interface Settings extends Required<Omit<DodoEmulatorOptions, "webhook_url" | "webhook_key">> {
  webhook_url: string | null;
  webhook_keys: readonly [string, ...string[]];
}

const default_webhook_key = "whsec_ZG9kby1lbXVsYXRvci13ZWJob29rLWtleS0wMDAx";

/** Fills in the defaults; throws on a signing key or a tax rate that cannot work. */
export function readOptions(options: DodoEmulatorOptions): Settings {
  const tax_bps = options.tax_bps ?? 0;
  if (!Number.isSafeInteger(tax_bps) || tax_bps < 0) throw new TypeError(`tax_bps must be a whole number of basis points, got ${tax_bps}`);
  return {
    api_key: options.api_key ?? "dodo_test_emulator",
    webhook_keys: readKeys(options.webhook_key ?? default_webhook_key),
    webhook_url: options.webhook_url ?? null,
    fetch: options.fetch ?? ((request) => globalThis.fetch(request)),
    clock: options.clock ?? { now: () => Date.now() },
    delivery: options.delivery ?? "auto",
    products: options.products ?? [{ product_id: "pdt_topup" }],
    business_id: options.business_id ?? "bus_emulator",
    tax_bps,
    payment_id_after_decline: options.payment_id_after_decline ?? "new",
    webhook_id_on_resend: options.webhook_id_on_resend ?? "same",
    payments_per_session: options.payments_per_session ?? "one",
    cancel_url_parameters: options.cancel_url_parameters ?? "none",
    amount_with_quantity: options.amount_with_quantity ?? "per_unit",
    adaptive_currency_fees: options.adaptive_currency_fees ?? "exclusive",
  };
}

function readKeys(given: string | readonly string[]): readonly [string, ...string[]] {
  const [first, ...rest] = typeof given === "string" ? [given] : given;
  if (first === undefined) throw new TypeError("webhook_key is an empty list: give at least one whsec_ key");
  for (const key of [first, ...rest]) checkKey(key);
  return [first, ...rest];
}
