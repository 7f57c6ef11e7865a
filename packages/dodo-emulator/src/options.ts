import { type Clock, createManualClock } from "./clock.ts";
import type { DiscountSeed } from "./money/discount.ts";
import type { ProductSeed } from "./money/product.ts";
import { checkWords } from "./option-words.ts";
import type { DeliveryAttempt } from "./webhooks/delivery.ts";
import { checkKey } from "./webhooks/signing.ts";

/** The options of `createDodoEmulator()`; every one has a default. */
export interface DodoEmulatorOptions {
  /** The API key that is accepted. Default `dodo_test_emulator`; a live key is refused. */
  api_key?: string;
  /** A second key without write access: all requests but `GET` are refused. Default none. */
  read_only_api_key?: string;
  /** Must be `test_mode`; any other value throws, to prevent use for live payments. */
  environment?: "test_mode";
  /**
   * The key that signs webhooks to `webhook_url`: `whsec_` and base64 of at least 24 bytes. During
   * a key rotation there are several, newest first, and each of them signs every delivery. Default
   * a fixed key.
   */
  webhook_key?: string | readonly string[];
  /**
   * The URL that webhooks are sent to. Without a URL, an event that no other endpoint receives
   * waits until one is set.
   */
  webhook_url?: string;
  /** The function that sends webhooks, or your handler itself. Default `globalThis.fetch`. */
  fetch?: (request: Request) => Promise<Response>;
  /** The clock; with `manual`, it stands still until it is moved. Default the system time. */
  clock?: Clock | "manual";
  /**
   * When webhooks are sent. With `auto`, timers send the webhooks that are due. With `manual`,
   * webhooks wait until `deliver()`, another control or the tool page sends them. Default `auto`.
   */
  delivery?: "auto" | "manual";
  /** The products of the account. Default `pdt_topup`: one-time, USD, any amount from 100 cents. */
  products?: readonly ProductSeed[];
  /** The discount codes of the account. Default none. */
  discounts?: readonly DiscountSeed[];
  /**
   * The origin in links until `listen()` is called. Set it if a server of your own calls `fetch()`.
   * Default `http://dodo.localhost`.
   */
  origin?: string;
  /** The name of the business on the checkout page and on invoices. Default `Test business`. */
  business_name?: string;
  /** The id of the business in records and events. Default `bus_emulator`. */
  business_id?: string;
  /** The tax rate in basis points; tax is added to prices that do not include it. Default 0. */
  tax_bps?: number;
  /** How long a bank debit stays processing, in the clock's milliseconds. Default 4 days. */
  bank_debit_ms?: number;
  /** A function to call after each delivery attempt. Default none. */
  on_delivery?: (attempt: DeliveryAttempt) => void;
  /**
   * The status of a refund that is created over the API; `finishRefund()` ends a `pending` one.
   * Default `succeeded`.
   */
  refund_answer?: "succeeded" | "pending";
  /** Whether a line item's `amount` includes its tax. Default `gross`. */
  line_item_amount?: "gross" | "net";
  /**
   * Whether the events of a dispute contain customer, brand, provider and reason (`full`) or not
   * (`short`). Dodo's own types contradict each other. Default `full`.
   */
  dispute_events?: "full" | "short";
  /**
   * Whether the payment after a declined one in a session has the `same` id or a `new` one. Default
   * `same`.
   */
  payment_id_after_decline?: "new" | "same";
  /**
   * The status of a payment after its card was declined. This option is used only if
   * `payment_id_after_decline` is `same`; with `new`, the status is `failed`. Default
   * `requires_payment_method`.
   */
  status_after_decline?: "requires_payment_method" | "failed";
  /** The `webhook-id` that `resend()` sends. Scheduled retries keep theirs. Default `same`. */
  webhook_id_on_resend?: "same" | "new";
  /**
   * Whether a session can be paid again (`many`) or not (`one`) while its last payment is
   * processing or has succeeded. Default `one`.
   */
  payments_per_session?: "many" | "one";
  /** Whether the page adds `status=cancelled` to `cancel_url` or nothing. Default `none`. */
  cancel_url_parameters?: "none" | "status";
  /** Whether `amount` is the price of one unit or of the whole cart line. Default `per_unit`. */
  amount_with_quantity?: "per_unit" | "line";
  /**
   * Who pays the fee on a currency conversion: the buyer, in addition to the price (`exclusive`),
   * or the merchant (`inclusive`). Default `exclusive`.
   */
  adaptive_currency_fees?: "exclusive" | "inclusive";
  /**
   * Whether a payment that has not succeeded has its tax and invoice (`complete`), or `null` in
   * place of both (`sparse`). With `sparse`, the amounts do not contain added tax. Default
   * `complete`.
   */
  unfinished_payments?: "complete" | "sparse";
  /**
   * How a payment names its card. With `lower`, network and type are written as `visa` and
   * `credit`, and there is no method type. With `upper`, they are written as `VISA` and `CREDIT`,
   * and a payment that has succeeded has a method type. Default `lower`.
   */
  card_fields?: "lower" | "upper";
  /**
   * The answer to a write with the read-only key: a 401 with an empty body, or a 403 with a code.
   * Default 401.
   */
  read_only_status?: 401 | 403;
  /**
   * After how many days of failed deliveries an endpoint is disabled; `Infinity` never disables
   * one. Default 5.
   */
  disable_after_days?: number;
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
  origin: "http://dodo.localhost",
  business_name: "Test business",
  business_id: "bus_emulator",
  tax_bps: 0,
  bank_debit_ms: 4 * 24 * 60 * 60 * 1000,
  on_delivery: () => {},
  refund_answer: "succeeded",
  line_item_amount: "gross",
  dispute_events: "full",
  // Dodo lets the buyer try again in the same payment:
  // https://docs.dodopayments.com/developer-resources/handle-payment-failures (August 2026)
  payment_id_after_decline: "same",
  status_after_decline: "requires_payment_method",
  webhook_id_on_resend: "same",
  payments_per_session: "one",
  cancel_url_parameters: "none",
  amount_with_quantity: "per_unit",
  adaptive_currency_fees: "exclusive",
  // Merchants published deliveries with the next two values in January, March and August 2026.
  unfinished_payments: "complete",
  card_fields: "lower",
  // A merchant received this status in July 2026. The introduction to Dodo's API says 403.
  read_only_status: 401,
  // Svix, which sends Dodo's webhooks, disables an endpoint after 5 days of failures:
  // https://docs.svix.com/retries (2026)
  disable_after_days: 5,
};

/** The names of all options. */
const known: ReadonlySet<string> = new Set([
  ...Object.keys(defaults),
  "fetch",
  "webhook_url",
  "webhook_key",
  "clock",
  "read_only_api_key",
  "environment",
]);

/**
 * Validates the options and fills in the defaults. Throws a `TypeError` for an unknown option, for
 * an unknown word as the value of an option, and for an invalid `webhook_key`, `tax_bps` or
 * `disable_after_days`. A `TypeError` is also thrown for a live key and for an environment other
 * than `test_mode`.
 */
export function readOptions(options: DodoEmulatorOptions): Settings {
  const unknown = Object.keys(options).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new TypeError(
      `${unknown} is not an option of createDodoEmulator; there are ${[...known].join(", ")}`,
    );
  const { environment: _checked, webhook_url: _elsewhere, webhook_key, ...given } = options;
  checkTestMode(options);
  const settings: Settings = {
    ...defaults,
    // `globalThis.fetch` is looked up at each delivery, so that a test can replace it.
    fetch: (request) => globalThis.fetch(request),
    ...withoutUndefined(given),
    clock: readClock(options.clock),
    read_only_api_key: options.read_only_api_key ?? null,
    webhook_keys: readKeys(webhook_key ?? default_webhook_key),
  };
  checkWords(settings);
  const { tax_bps, disable_after_days } = settings;
  if (!(disable_after_days > 0))
    throw new TypeError(`disable_after_days must be above 0, got ${disable_after_days}`);
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

/** Removes options that are `undefined`, so that their defaults apply. */
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
