/** Checks the fields and types of a report, since no compiler checks a provider in JavaScript. */
import type { Minor, Report } from "../../core/report.ts";
import { expectEqual } from "../storage/check.ts";
import type { Bought } from "./purchase.ts";

/** For each field of a report, a function that returns whether a value is allowed. */
const FIELDS: Readonly<Record<keyof Report, (value: unknown) => boolean>> = {
  source: (value) => value === "api" || value === "delivery",
  provider_payment_id: isId,
  provider_session_id: orNull(isId),
  provider_order_id: orNull(isId),
  our_payment_id: orNull(isId),
  business_id: orNull(isText),
  environment: (value) => value === "test_mode" || value === "live_mode",
  status: (value) =>
    ["open", "processing", "succeeded", "failed", "canceled", "unknown"].includes(String(value)),
  provider_status: orNull(isText),
  currency: orNull(isCurrency),
  total_minor: isMinor,
  tax_minor: isMinor,
  settlement_currency: orNull(isCurrency),
  settlement_minor: isMinor,
  settlement_tax_minor: isMinor,
  lines: orNull(
    (value) =>
      Array.isArray(value) &&
      value.every(
        (line: unknown) =>
          isText(Reflect.get(Object(line), "product_id")) &&
          typeof Reflect.get(Object(line), "quantity") === "number",
      ),
  ),
  subscription: isFlag,
  discounted: isFlag,
  refunded: isFlag,
  refund_sum_minor: isReturned,
  disputed: isFlag,
  dispute_status: orNull((value) => ["open", "lost", "won"].includes(String(value))),
  dispute_lost_minor: isReturned,
  reversals: (value) => Array.isArray(value) && value.every(isReversal),
  reversals_known: isFlag,
  invoice_url: orNull((value) => isText(value) && URL.canParse(String(value))),
  created_at: orNull(isWhole),
};

/** Throws unless a report has exactly the fields of `FIELDS`, each with an allowed value. */
export function expectReport(report: Report, what: string): void {
  expectEqual(Object.keys(report).sort(), Object.keys(FIELDS).sort(), `the fields of ${what}`);
  for (const [name, isRight] of Object.entries(FIELDS)) {
    const value: unknown = Reflect.get(report, name);
    if (!isRight(value))
      throw new Error(
        `${what}: \`${name}\` is ${JSON.stringify(value) ?? String(value)}, which core/report.ts does not allow`,
      );
  }
}

/** Returns the fields of a report that identify its payment, with the expected values. */
export function identityOf({
  payment,
  provider_payment_id,
}: Bought): Readonly<Record<string, unknown>> {
  const { provider_session_id, payment_id, environment } = payment;
  return { provider_payment_id, provider_session_id, our_payment_id: payment_id, environment };
}

function orNull(isRight: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === null || isRight(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** Returns whether a value can be an id: short, and safe in URLs and in event ids. */
function isId(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z0-9_.:-]{1,150}$/.test(value);
}

function isCurrency(value: unknown): boolean {
  return typeof value === "string" && /^[A-Z]{3}$/.test(value);
}

function isFlag(value: unknown): boolean {
  return typeof value === "boolean";
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Returns whether a value is a refund or a dispute, as `core/report.ts` describes it. */
function isReversal(value: unknown): boolean {
  const { kind, id, state, ...others } = Object(value) as Record<string, unknown>;
  return (
    (kind === "refund" || kind === "dispute") &&
    orNull(isText)(id) &&
    orNull((one) => ["open", "returned", "kept"].includes(String(one)))(state) &&
    Object.keys(others).length === 0
  );
}

function isReturned(value: unknown): boolean {
  return value === "all" || isWhole(value);
}

function isMinor(value: unknown): value is Minor {
  return value === null || value === "malformed" || isWhole(value);
}
