import { parseArgs, type ParseArgsConfig } from "node:util";
import type { DiscountSeed } from "../money/discount.ts";
import type { DodoEmulatorOptions } from "../options.ts";
import { productSeed, UsageError, whole } from "./seeds.ts";

/** The command line after parsing. */
export interface CommandLine {
  options: DodoEmulatorOptions;
  /** The port to listen on; `null` means the default port, or a free one if that is taken. */
  port: number | null;
  hostname: string;
  allow_public: boolean;
  help: boolean;
  /** The command to run with the emulator's environment variables; empty if there is none. */
  command: string[];
}

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

/**
 * Parses the arguments. A command begins after `--`, or at the first word that is neither a flag
 * nor the value of one. All flags after that belong to the command. Throws a `UsageError` if a flag
 * is wrong.
 */
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
  const seconds = wholeFlag(values, "bank-debit-seconds", 10_000_000);
  const options = {
    // The value is not checked here: `createDodoEmulator()` refuses every value but `test_mode`.
    environment: values.environment,
    webhook_url: values.webhook === undefined ? undefined : webhookUrl(values.webhook),
    products: values.product?.map((text) => productSeed(text, "--product")),
    discounts: values.discount?.map(discountSeed),
    tax_bps: wholeFlag(values, "tax-bps", 10_000),
    api_key: values["api-key"],
    webhook_key: values["webhook-key"],
    bank_debit_ms: seconds === undefined ? undefined : seconds * 1000,
    payments_per_session: oneOf(values, "payments-per-session", ["one", "many"]),
    payment_id_after_decline: oneOf(values, "payment-id-after-decline", ["same", "new"]),
    webhook_id_on_resend: oneOf(values, "webhook-id-on-resend", ["same", "new"]),
  };
  // Options whose flag was not given are left out, so that their defaults apply.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function wholeFlag(
  values: Values,
  flag: "tax-bps" | "bank-debit-seconds",
  most: number,
): number | undefined {
  const text = values[flag];
  return text === undefined ? undefined : whole(text, `--${flag}`, most);
}

function oneOf(
  values: Values,
  flag: keyof Values & string,
  words: readonly string[],
): string | undefined {
  const given = values[flag];
  const found = words.find((word) => word === given);
  if (given !== undefined && found === undefined)
    throw new UsageError(`--${flag} must be ${words.join(" or ")}`);
  return found;
}

/** Parses `--discount`: `HALF=50%` is a code for 50 % off, `FIVE=500` one for 500 US cents off. */
function discountSeed(text: string): DiscountSeed {
  const [, code = "", amount = "", percent] = /^([^=]+)=(\d+)(%?)$/.exec(text) ?? [];
  if (code === "")
    throw new UsageError(
      "--discount needs a code and what it takes off, such as HALF=50% or FIVE=500",
    );
  if (percent !== "%") return { code, type: "flat", amount: Number(amount) };
  // The emulator would refuse it too, but in basis points, which are not what was typed.
  if (Number(amount) < 1 || Number(amount) > 100)
    throw new UsageError(
      "--discount: the percentage in CODE=50% must be a whole number from 1 to 100",
    );
  return { code, type: "percentage", amount: Number(amount) * 100 };
}

function webhookUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageError(
    "--webhook must be an http or https URL, such as http://localhost:3000/v1/payment/webhook",
  );
}
