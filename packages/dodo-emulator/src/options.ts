import { type Clock, createManualClock } from "./clock.ts";
import type { DiscountSeed } from "./discount.ts";
import type { ProductSeed } from "./products.ts";
import type { DeliveryAttempt } from "./webhooks/delivery.ts";
import { checkKey } from "./webhooks/signing.ts";

/** How to build the emulator; every field has a default. */
export interface DodoEmulatorOptions {
  /** The API key that is accepted. Default `dodo_test_emulator`; a live key is refused. */
  api_key?: string;
  /** A second key that may read and not write, as Dodo makes them. Default none. */
  read_only_api_key?: string;
  /** Only `test_mode`: the emulator refuses to be taken for the real thing. */
  environment?: "test_mode";
  /** Signing key, `whsec_` + base64 of at least 24 bytes. Several stand for a rotation: each delivery is signed with all of them. */
  webhook_key?: string | readonly string[];
  /** Where deliveries go. Without it events are queued until `emulator.webhook_url` is set. */
  webhook_url?: string;
  /** How deliveries are sent. Default `globalThis.fetch`; give a handler to deliver in process. */
  fetch?: (request: Request) => Promise<Response>;
  /** The time: a clock, or `manual` for one that only `emulator.clock.advance()` moves. Default `Date.now`. */
  clock?: Clock | "manual";
  /** `auto`: timers send what is due. `manual`: only `deliver()` and `deliverAll()` send. Default `auto`. */
  delivery?: "auto" | "manual";
  /** The products of this account. Default one: `pdt_topup`, one-time, USD, pay what you want, minimum 100. */
  products?: readonly ProductSeed[];
  /** The discount codes of this account. Default none. */
  discounts?: readonly DiscountSeed[];
  /** Who the checkout page says to pay. Default `Test business`. */
  business_name?: string;
  /** Id of the business in payments and events. Default `bus_emulator`. */
  business_id?: string;
  /** Tax in basis points: added to the price, or carved out of it for a tax-inclusive product. Default 0. */
  tax_bps?: number;
  /** How long a bank debit is processing, in the clock's milliseconds. Default 4 days. */
  bank_debit_ms?: number;
  /** Called with each delivery attempt and its answer. */
  on_delivery?: (attempt: DeliveryAttempt) => void;
  /** What `POST /refunds` answers; a `pending` one waits for `finishRefund()`. Default `succeeded`. */
  refund_answer?: "succeeded" | "pending";
  /** Whether a line item's `amount` has its tax in it. Default `gross`. */
  line_item_amount?: "gross" | "net";
  /** Whether a dispute's events carry customer, brand, provider and reason; Dodo's own types disagree. Default `full`. */
  dispute_events?: "full" | "short";
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
export interface Settings extends Required<
  Omit<
    DodoEmulatorOptions,
    "webhook_url" | "webhook_key" | "clock" | "read_only_api_key" | "environment"
  >
> {
  clock: Clock;
  read_only_api_key: string | null;
  webhook_keys: readonly [string, ...string[]];
}

const default_webhook_key = "whsec_ZG9kby1lbXVsYXRvci13ZWJob29rLWtleS0wMDAx";

/** Fills in the defaults; throws on a signing key or a tax rate that cannot work, and on anything that is meant for live. */
export function readOptions(options: DodoEmulatorOptions): Settings {
  const tax_bps = options.tax_bps ?? 0;
  if (!Number.isSafeInteger(tax_bps) || tax_bps < 0)
    throw new TypeError(`tax_bps must be a whole number of basis points, got ${tax_bps}`);
  const { api_key = "dodo_test_emulator", read_only_api_key = null } = options;
  const environment: string = options.environment ?? "test_mode";
  if (environment !== "test_mode")
    throw new TypeError(
      `the emulator is test_mode only, got environment ${environment}: for live payments use Dodo itself`,
    );
  for (const key of [api_key, read_only_api_key ?? ""])
    if (isLiveKey(key))
      throw new TypeError(
        "api_key is a live key: the emulator takes test keys only, and a live key belongs nowhere near it",
      );
  return {
    api_key,
    read_only_api_key,
    webhook_keys: readKeys(options.webhook_key ?? default_webhook_key),
    fetch: options.fetch ?? ((request) => globalThis.fetch(request)),
    clock:
      options.clock === "manual"
        ? createManualClock()
        : (options.clock ?? { now: () => Date.now() }),
    delivery: options.delivery ?? "auto",
    products: options.products ?? [{ product_id: "pdt_topup" }],
    discounts: options.discounts ?? [],
    business_name: options.business_name ?? "Test business",
    bank_debit_ms: options.bank_debit_ms ?? 4 * 24 * 60 * 60 * 1000,
    on_delivery: options.on_delivery ?? (() => {}),
    refund_answer: options.refund_answer ?? "succeeded",
    dispute_events: options.dispute_events ?? "full",
    line_item_amount: options.line_item_amount ?? "gross",
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

/** Whether a key looks like one for real money. */
export function isLiveKey(key: string): boolean {
  return key.startsWith("dodo_live_");
}

function readKeys(given: string | readonly string[]): readonly [string, ...string[]] {
  const [first, ...rest] = typeof given === "string" ? [given] : given;
  if (first === undefined)
    throw new TypeError("webhook_key is an empty list: give at least one whsec_ key");
  for (const key of [first, ...rest]) checkKey(key);
  return [first, ...rest];
}
