import { parseArgs, type ParseArgsConfig } from "node:util";
import type { DiscountSeed } from "../discount.ts";
import type { DodoEmulatorOptions } from "../options.ts";
import type { ProductSeed } from "../products.ts";

/** What the command line asks for. */
export interface CommandLine {
  options: DodoEmulatorOptions;
  port: number | null;
  hostname: string;
  allow_public: boolean;
  help: boolean;
  /** What to start with the emulator's variables; empty for nothing. */
  command: string[];
}

/** A command line that cannot be understood. */
export class UsageError extends Error {}

const flags = {
  port: { type: "string", short: "p" },
  host: { type: "string" },
  "allow-public": { type: "boolean" },
  webhook: { type: "string", short: "w" },
  product: { type: "string", multiple: true },
  discount: { type: "string", multiple: true },
  "tax-bps": { type: "string" },
  "api-key": { type: "string" },
  "webhook-key": { type: "string", multiple: true },
  environment: { type: "string" },
  "bank-debit-seconds": { type: "string" },
  "payments-per-session": { type: "string" },
  "payment-id-after-decline": { type: "string" },
  "webhook-id-on-resend": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

/** Reads the arguments; what follows `--`, or the first word that is no flag, is the command. Throws a `UsageError`. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { tokens } = parseArgs({
    args: [...args],
    options: flags,
    tokens: true,
    strict: false,
    allowPositionals: true,
  });
  const end = tokens.find(
    (token) => token.kind === "option-terminator" || token.kind === "positional",
  );
  const own = end === undefined ? args : args.slice(0, end.index);
  const command =
    end === undefined ? [] : args.slice(end.kind === "positional" ? end.index : end.index + 1);
  const values = readFlags(own);
  return {
    options: readEmulatorOptions(values),
    port: values.port === undefined ? null : whole(values.port, "--port", 65_535),
    hostname: values.host ?? "127.0.0.1",
    allow_public: values["allow-public"] === true,
    help: values.help === true,
    command: [...command],
  };
}

type Values = ReturnType<typeof readFlags>;

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "the flags cannot be read");
  }
}

function readEmulatorOptions(values: Values): DodoEmulatorOptions {
  const options: DodoEmulatorOptions = {};
  // Checked by the emulator itself, which says why live is refused.
  if (values.environment !== undefined) Object.assign(options, { environment: values.environment });
  if (values.webhook !== undefined) options.webhook_url = webhookUrl(values.webhook);
  if (values.product !== undefined) options.products = values.product.map(productSeed);
  if (values.discount !== undefined) options.discounts = values.discount.map(discountSeed);
  if (values["tax-bps"] !== undefined)
    options.tax_bps = whole(values["tax-bps"], "--tax-bps", 10_000);
  if (values["api-key"] !== undefined) options.api_key = values["api-key"];
  if (values["webhook-key"] !== undefined) options.webhook_key = values["webhook-key"];
  if (values["bank-debit-seconds"] !== undefined)
    options.bank_debit_ms =
      whole(values["bank-debit-seconds"], "--bank-debit-seconds", 10_000_000) * 1000;
  const sessions = oneOf(values, "payments-per-session", ["one", "many"] as const);
  const ids = oneOf(values, "payment-id-after-decline", ["new", "same"] as const);
  const resent = oneOf(values, "webhook-id-on-resend", ["same", "new"] as const);
  if (sessions !== undefined) options.payments_per_session = sessions;
  if (ids !== undefined) options.payment_id_after_decline = ids;
  if (resent !== undefined) options.webhook_id_on_resend = resent;
  return options;
}

function oneOf<Word extends string>(
  values: Values,
  flag: keyof Values & string,
  words: readonly Word[],
): Word | undefined {
  const given = values[flag];
  const found = words.find((word) => word === given);
  if (given !== undefined && found === undefined)
    throw new UsageError(`--${flag} must be ${words.join(" or ")}`);
  return found;
}

/** `pdt_x` chooses its amount, `pdt_x=500` costs 500 cents. */
function productSeed(text: string): ProductSeed {
  const [product_id = "", price] = text.split("=");
  if (product_id === "")
    throw new UsageError("--product needs an id, such as pdt_topup or pdt_book=1500");
  return price === undefined
    ? { product_id }
    : { product_id, price: whole(price, "--product", 2_147_483_647) };
}

/** `HALF=50%` or `FIVE=500`, in US cents. */
function discountSeed(text: string): DiscountSeed {
  const [, code = "", amount = "", percent] = /^([^=]+)=(\d+)(%?)$/.exec(text) ?? [];
  if (code === "")
    throw new UsageError(
      "--discount needs a code and what it takes off, such as HALF=50% or FIVE=500",
    );
  return percent === "%"
    ? { code, type: "percentage", amount: Number(amount) * 100 }
    : { code, type: "flat", amount: Number(amount) };
}

function webhookUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageError(
    "--webhook must be an http or https URL, such as http://localhost:3000/v1/payment/webhook",
  );
}

function whole(text: string, flag: string, most: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Infinity;
  if (number > most) throw new UsageError(`${flag} must be a whole number up to ${most}`);
  return number;
}
