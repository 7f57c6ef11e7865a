import { type Clock, createManualClock } from "./clock.ts";
import type { DiscountSeed } from "./money/discount.ts";
import type { ProductSeed } from "./money/product.ts";
import type { DeliveryAttempt } from "./webhooks/delivery.ts";
import { checkKey } from "./webhooks/signing.ts";

/** The options of `createDodoEmulator()`; every one has a default. */
export interface DodoEmulatorOptions {
  /** The API key that is accepted. Default `dodo_test_emulator`; a live key is refused. */
  api_key?: string;
  /** A second key without write access: every request but `GET` is a 403. Default none. */
  read_only_api_key?: string;
  /** Only `test_mode`; anything else throws, so that the emulator is not used for live. */
  environment?: "test_mode";
  /**
   * The signing key, `whsec_` and base64 of at least 24 bytes. Several keys are a rotation: every
   * delivery is signed with each of them. Default a fixed key.
   */
  webhook_key?: string | readonly string[];
  /** Where deliveries go. Without it, events wait until `emulator.webhook_url` is set. */
  webhook_url?: string;
  /** Sends the deliveries. Default `globalThis.fetch`; a handler delivers in process. */
  fetch?: (request: Request) => Promise<Response>;
  /** The time: a clock, or `manual` for one that `emulator.clock` moves. Default `Date.now`. */
  clock?: Clock | "manual";
  /**
   * `auto`: timers send what is due. `manual`: only `deliver()` and `deliverAll()` send. Default
   * `auto`.
   */
  delivery?: "auto" | "manual";
  /** The products of the account. Default `pdt_topup`: one-time, USD, any amount from 100 cents. */
  products?: readonly ProductSeed[];
  /** The discount codes of the account. Default none. */
  discounts?: readonly DiscountSeed[];
  /** The name of the business on the checkout page. Default `Test business`. */
  business_name?: string;
  /** The id of the business in payments and events. Default `bus_emulator`. */
  business_id?: string;
  /** Tax in basis points, added to the price or inside a tax-inclusive one. Default 0. */
  tax_bps?: number;
  /** How long a bank debit is processing, in the clock's milliseconds. Default 4 days. */
  bank_debit_ms?: number;
  /** Called after each delivery attempt. Default nothing. */
  on_delivery?: (attempt: DeliveryAttempt) => void;
  /** The status of a new refund; a `pending` one waits for `finishRefund()`. Default `succeeded`. */
  refund_answer?: "succeeded" | "pending";
  /** Whether a line item's `amount` includes its tax. Default `gross`. */
  line_item_amount?: "gross" | "net";
  /**
   * Whether the events of a dispute contain customer, brand, provider and reason; Dodo's own types
   * disagree. Default `full`.
   */
  dispute_events?: "full" | "short";
  /** The payment id of another card after a declined one. Default `new`. */
  payment_id_after_decline?: "new" | "same";
  /** The `webhook-id` of `resend()`; a retry always keeps its own. Default `same`. */
  webhook_id_on_resend?: "same" | "new";
  /** Whether a session with a payment can be paid again. Default `one`. */
  payments_per_session?: "many" | "one";
  /** The parameters that the page adds to `cancel_url`. Default `none`. */
  cancel_url_parameters?: "none" | "status";
  /** Whether `amount` is the price of one unit or of the whole line. Default `per_unit`. */
  amount_with_quantity?: "per_unit" | "line";
  /**
   * Who pays the adaptive pricing fee: the buyer, on top (`exclusive`), or the merchant
   * (`inclusive`). Default `exclusive`.
   */
  adaptive_currency_fees?: "exclusive" | "inclusive";
}

type Defaulted = Required<
  Omit<
    DodoEmulatorOptions,
    "webhook_url" | "webhook_key" | "clock" | "read_only_api_key" | "environment"
  >
>;

/** The options after validation, with every default filled in. */
export interface Settings extends Defaulted {
  clock: Clock;
  read_only_api_key: string | null;
  /** The signing keys, newest first. */
  webhook_keys: readonly [string, ...string[]];
}

const default_webhook_key = "whsec_ZG9kby1lbXVsYXRvci13ZWJob29rLWtleS0wMDAx";

const defaults: Omit<Defaulted, "fetch"> = {
  api_key: "dodo_test_emulator",
  delivery: "auto",
  products: [{ product_id: "pdt_topup" }],
  discounts: [],
  business_name: "Test business",
  business_id: "bus_emulator",
  tax_bps: 0,
  bank_debit_ms: 4 * 24 * 60 * 60 * 1000,
  on_delivery: () => {},
  refund_answer: "succeeded",
  line_item_amount: "gross",
  dispute_events: "full",
  payment_id_after_decline: "new",
  webhook_id_on_resend: "same",
  payments_per_session: "one",
  cancel_url_parameters: "none",
  amount_with_quantity: "per_unit",
  adaptive_currency_fees: "exclusive",
};

/**
 * Validates the options and fills in the defaults. Throws a `TypeError` for a signing key or a tax
 * rate that is not possible, and for anything that belongs to live mode.
 */
export function readOptions(options: DodoEmulatorOptions): Settings {
  const { environment: _checked, webhook_url: _elsewhere, webhook_key, ...given } = options;
  checkTestMode(options);
  const settings: Settings = {
    ...defaults,
    // Read at each delivery, so that a test may replace the global function.
    fetch: (request) => globalThis.fetch(request),
    ...withoutUndefined(given),
    clock: readClock(options.clock),
    read_only_api_key: options.read_only_api_key ?? null,
    webhook_keys: readKeys(webhook_key ?? default_webhook_key),
  };
  const { tax_bps } = settings;
  if (!Number.isSafeInteger(tax_bps) || tax_bps < 0)
    throw new TypeError(`tax_bps must be a whole number of basis points, got ${tax_bps}`);
  return settings;
}

/** Returns whether a key has the prefix of Dodo's live keys. */
export function isLiveKey(key: string): boolean {
  return key.startsWith("dodo_live_");
}

function checkTestMode(options: DodoEmulatorOptions): void {
  const environment: string = options.environment ?? "test_mode";
  if (environment !== "test_mode")
    throw new TypeError(
      `the emulator is test_mode only, got environment ${environment}: for live payments use Dodo itself`,
    );
  for (const key of [options.api_key ?? "", options.read_only_api_key ?? ""])
    if (isLiveKey(key))
      throw new TypeError(
        "api_key is a live key: the emulator takes test keys only, and a live key belongs nowhere near it",
      );
}

/** An option that is set to `undefined` has its default, as if it were absent. */
function withoutUndefined<Given extends object>(given: Given): Given {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given;
}

function readClock(given: Clock | "manual" | undefined): Clock {
  return given === "manual" ? createManualClock() : (given ?? { now: () => Date.now() });
}

function readKeys(given: string | readonly string[]): readonly [string, ...string[]] {
  const [first, ...rest] = typeof given === "string" ? [given] : given;
  if (first === undefined)
    throw new TypeError("webhook_key is an empty list: give at least one whsec_ key");
  for (const key of [first, ...rest]) checkKey(key);
  return [first, ...rest];
}
