import type { Discount } from "dodopayments/resources/discounts";
import type { EmulatorContext } from "../context.ts";
import { DodoError, invalidBody, notFound, refused } from "../errors.ts";
import { newId } from "../ids.ts";
import { convert, isKnownCurrency } from "../money/currency.ts";
import {
  buildDiscount,
  type Discount as StoredDiscount,
  type DiscountSeed,
} from "../money/discount.ts";
import type { ApiCall } from "./call.ts";
import { readBody, readFields, readText, readTexts, readWhole } from "./fields.ts";
import { pageOf } from "./lists.ts";

// Fields of a discount code that the emulator refuses if they are set. `customer_eligibility` is
// checked separately.
const not_emulated = [
  "starts_at",
  "per_customer_usage_limit",
  "subscription_cycles",
  "preserve_on_plan_change",
];

/** Answers `POST /discounts`: creates a code, by default a random one. */
export function createDiscount(call: ApiCall, { state, settings }: EmulatorContext): Discount {
  const now = settings.clock.now();
  const body = readBody(call.body);
  const { code = newId("X", now).slice(-16), ...changes } = readChanges(body, null);
  const type = changes.type ?? null;
  if (type === null) throw invalidBody("type must be percentage or flat");
  const amount = changes.amount ?? null;
  if (amount === null)
    throw invalidBody(
      type === "flat" ? "a flat code needs currency_options with a default" : "amount is missing",
    );
  const key = code.toUpperCase();
  if (state.discounts.has(key))
    throw refused("DISCOUNT_CODE_ALREADY_EXISTS", "Discount Code already exists");
  const discount = buildDiscount(
    { ...changes, code: key, type, amount },
    settings.business_id,
    now,
  );
  state.discounts.set(key, discount);
  return answerOf(discount);
}

/** Answers `GET /discounts` with one page of codes, newest first. */
export function listDiscounts(
  { query }: ApiCall,
  { state }: EmulatorContext,
): { items: Discount[] } {
  const code = query.get("code")?.toUpperCase();
  const type = query.get("discount_type");
  const found = [...state.discounts.values()].filter(
    (discount) =>
      (code ?? discount.code.toUpperCase()) === discount.code.toUpperCase() &&
      (type ?? discount.type) === discount.type,
  );
  return { items: pageOf(found, query).map(answerOf) };
}

/** Answers `GET /discounts/{id}`. */
export function readDiscount(call: ApiCall, context: EmulatorContext): Discount {
  return answerOf(discountOf(call, context));
}

/** Answers `GET /discounts/code/{code}`. */
export function readDiscountByCode({ id }: ApiCall, { state }: EmulatorContext): Discount {
  const discount = state.discounts.get(id.toUpperCase());
  if (discount === undefined) throw notFound(`discount code ${id}`);
  return answerOf(discount);
}

/** Answers `PATCH /discounts/{id}`; fields that are absent or null do not change. */
export function updateDiscount(call: ApiCall, context: EmulatorContext): Discount {
  const discount = discountOf(call, context);
  const body = readBody(call.body);
  const changes = readChanges(body, discount.type);
  if (changes.type !== undefined && changes.type !== discount.type && changes.amount === undefined)
    throw invalidBody("another type needs its amount");
  const { discounts } = context.state;
  const key = (changes.code ?? discount.code).toUpperCase();
  const other = discounts.get(key);
  if (other !== undefined && other !== discount)
    throw refused("DISCOUNT_CODE_ALREADY_EXISTS", "Discount Code already exists");
  discounts.delete(discount.code.toUpperCase());
  Object.assign(discount, changes, { code: key });
  if (isEmptyList(body["restricted_to"])) delete discount.restricted_to;
  discounts.set(key, discount);
  return answerOf(discount);
}

/** Answers `DELETE /discounts/{id}`. */
export function deleteDiscount(call: ApiCall, context: EmulatorContext): undefined {
  context.state.discounts.delete(discountOf(call, context).code.toUpperCase());
}

function discountOf({ id }: ApiCall, { state }: EmulatorContext): StoredDiscount {
  for (const discount of state.discounts.values()) if (discount.discount_id === id) return discount;
  throw notFound(`discount ${id}`);
}

/**
 * Reads the fields of a discount code. Leaves out fields that are absent or null. Also leaves out a
 * `restricted_to` that is an empty list, because that means that the code is valid for every
 * product. `type_before` is the type of the stored code, or `null` for a new code. Throws a
 * `DodoError` if a field is refused.
 */
function readChanges(
  body: Record<string, unknown>,
  type_before: Discount["type"] | null,
): Partial<DiscountSeed> {
  for (const field of not_emulated)
    if (body[field]) throw new DodoError(422, "NOT_EMULATED", `${field} is not emulated`);
  if (![undefined, null, "any"].includes(body["customer_eligibility"] as string))
    throw new DodoError(422, "NOT_EMULATED", "customer_eligibility is not emulated");
  const type = readText(body["type"], "type");
  if (type !== null && type !== "percentage" && type !== "flat")
    throw refused("UNSUPPORTED_DISCOUNT_TYPE", `type ${type} is not supported`);
  const code = readText(body["code"], "code");
  if (code !== null && code.length < 3) throw invalidBody("code must have at least 3 characters");
  const option = readDefaultOption(body["currency_options"]);
  const given = {
    type,
    code,
    amount: (type ?? type_before) === "flat" ? flatAmount(option) : readAmount(body["amount"]),
    minimum_subtotal: option?.minimum_subtotal ?? null,
    name: readText(body["name"], "name"),
    expires_at: readTime(body["expires_at"], "expires_at"),
    usage_limit: readWhole(body["usage_limit"], "usage_limit"),
    restricted_to: isEmptyList(body["restricted_to"])
      ? null
      : readTexts(body["restricted_to"], "restricted_to"),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

function isEmptyList(given: unknown): boolean {
  return Array.isArray(given) && given.length === 0;
}

/** Reads a field that must be a time in ISO 8601; returns `null` if it is absent. */
function readTime(given: unknown, name: string): string | null {
  const text = readText(given, name);
  if (text !== null && Number.isNaN(Date.parse(text)))
    throw invalidBody(`${name} must be an ISO 8601 time`);
  return text;
}

function readAmount(given: unknown): number | null {
  const amount = readWhole(given, "amount");
  if (amount !== null && (amount < 1 || amount > 10_000))
    throw invalidBody("amount must be from 1 to 10000 basis points");
  return amount;
}

/** Returns the deduction of a flat code, in US cents; `null` if its option does not have one. */
function flatAmount(option: CurrencyOption | null): number | null {
  const amount = option?.amount ?? null;
  if (amount !== null && amount < 1)
    throw invalidBody("max_amount_possible must be worth at least one US cent");
  return amount;
}

/** The amounts of an entry of `currency_options`, in US cents; `null` if they are absent. */
interface CurrencyOption {
  amount: number | null;
  minimum_subtotal: number | null;
}

/**
 * Returns the default currency option, or else the first, with amounts in US cents. Returns `null`
 * if there is no option.
 */
function readDefaultOption(given: unknown): CurrencyOption | null {
  if (given === undefined || given === null) return null;
  if (!Array.isArray(given)) throw invalidBody("currency_options must be a list");
  const options = given.map((entry) => readFields(entry, "currency_options[]") ?? {});
  const option = options.find((one) => one["is_default"] === true) ?? options[0];
  if (option === undefined) return null;
  const { currency } = option;
  if (!isKnownCurrency(currency))
    throw refused("UNSUPPORTED_CURRENCY", `currency ${String(currency)} is not supported`);
  const inCents = (name: string): number | null => {
    const amount = readWhole(option[name], name);
    return amount === null ? null : convert(amount, currency, "USD");
  };
  return { amount: inCents("max_amount_possible"), minimum_subtotal: inCents("minimum_subtotal") };
}

function answerOf(discount: StoredDiscount): Discount {
  const { type, amount, minimum_subtotal = 0 } = discount;
  const option = {
    currency: "USD" as const,
    is_default: true,
    max_amount_possible: type === "flat" ? amount : null,
    minimum_subtotal,
  };
  return {
    discount_id: discount.discount_id,
    business_id: discount.business_id,
    code: discount.code,
    type,
    amount,
    name: discount.name ?? null,
    created_at: discount.created_at,
    expires_at: discount.expires_at ?? null,
    usage_limit: discount.usage_limit ?? null,
    times_used: discount.times_used,
    restricted_to: [...(discount.restricted_to ?? [])],
    currency_options: type === "flat" || minimum_subtotal > 0 ? [option] : [],
    customer_eligibility: "any",
    per_customer_usage_limit: null,
    preserve_on_plan_change: false,
    starts_at: null,
    subscription_cycles: null,
    metadata: {},
  };
}
