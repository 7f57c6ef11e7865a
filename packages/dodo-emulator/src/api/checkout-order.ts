import { DodoError, invalidBody, refused } from "../errors.ts";
import { isKnownCurrency, type KnownCurrency } from "../money/currency.ts";
import type { CheckoutOrder, OrderLine } from "../money/order.ts";
import { isCountry } from "./countries.ts";
import { readFields, readFlag, readLink, readText, readTexts, readWhole } from "./fields.ts";
import { readMetadata } from "./metadata.ts";

// The countries that the emulator refuses. All are under sanctions. Dodo's own list is longer.
const unsupported_countries: ReadonlySet<string> = new Set(["CU", "IR", "KP", "SY"]);

// The payment methods that the checkout page emulates: cards and US bank debits. Dodo offers more.
const emulated_methods: ReadonlySet<string> = new Set(["credit", "debit", "ach"]);

/**
 * Reads and validates the body of `POST /checkouts`. Throws a `DodoError` with the code that Dodo's
 * reference lists for the mistake, or with `NOT_EMULATED` if `confirm`, `short_link` or
 * `payment_method_id` is set. Ignores other fields that the emulator does not support.
 */
export function readOrder(body: Record<string, unknown>): CheckoutOrder {
  for (const field of ["confirm", "short_link", "payment_method_id"]) {
    if (body[field]) throw new DodoError(422, "NOT_EMULATED", `${field} is not emulated`);
  }
  const flags = readFields(body["feature_flags"], "feature_flags") ?? {};
  return {
    lines: readLines(body["product_cart"]),
    customer: readCustomer(body["customer"]),
    metadata: readMetadata(body["metadata"]),
    return_url: readLink(body["return_url"], "return_url"),
    cancel_url: readLink(body["cancel_url"], "cancel_url"),
    billing_currency: readCurrency(body["billing_currency"]),
    billing_country: readCountry(body["billing_address"]),
    allow_discount_code: readFlag(flags["allow_discount_code"], "allow_discount_code") ?? true,
    redirect_immediately: readFlag(flags["redirect_immediately"], "redirect_immediately") ?? false,
    discount_codes: readCodes(body),
    payment_methods: readMethods(body["allowed_payment_method_types"]),
    theme: readTheme(body["customization"]),
  };
}

function readLines(cart: unknown): [OrderLine, ...OrderLine[]] {
  if (!Array.isArray(cart)) throw invalidBody("product_cart must be a list");
  // Dodo's reference misspells the code as `EMTPY`, so the emulator does too.
  if (cart.length === 0) throw refused("PRODUCT_CART_EMTPY", "product_cart is empty");
  if (cart.length > 20) throw invalidBody("product_cart has more than 20 entries");
  const [first, ...rest] = cart;
  return [readLine(first), ...rest.map(readLine)];
}

function readLine(entry: unknown): OrderLine {
  const line = readFields(entry, "product_cart[]");
  const product_id = readText(line?.["product_id"], "product_id");
  const quantity = readWhole(line?.["quantity"], "quantity");
  if (product_id === null) throw invalidBody("product_id is missing");
  if (quantity === null || quantity < 1) throw invalidBody("quantity must be at least 1");
  return { product_id, quantity, amount: readWhole(line?.["amount"], "amount") };
}

function readCustomer(given: unknown): CheckoutOrder["customer"] {
  const customer = readFields(given, "customer");
  if (customer === null) return null;
  const customer_id = readText(customer["customer_id"], "customer_id");
  if (customer_id !== null) return { customer_id };
  const email = readText(customer["email"], "email");
  if (email === null || !/^[^@\s]+@[^@\s]+$/.test(email))
    throw invalidBody("customer needs a customer_id or a valid email");
  return {
    email,
    name: readText(customer["name"], "name") ?? "",
    phone_number: readText(customer["phone_number"], "phone_number"),
  };
}

function readCurrency(given: unknown): KnownCurrency | null {
  const currency = readText(given, "billing_currency");
  if (currency === null || isKnownCurrency(currency)) return currency;
  throw refused("UNSUPPORTED_CURRENCY", `currency ${currency} is not supported`);
}

function readCountry(given: unknown): string | null {
  const address = readFields(given, "billing_address");
  if (address === null) return null;
  const country = readText(address["country"], "country");
  if (country === null || !isCountry(country))
    throw invalidBody("billing_address.country must be an ISO 3166 alpha-2 code");
  if (unsupported_countries.has(country))
    throw refused("UNSUPPORTED_COUNTRY", `Country ${country} currently not supported`);
  return country;
}

function readCodes(body: Record<string, unknown>): readonly string[] {
  const codes = readTexts(body["discount_codes"], "discount_codes") ?? [];
  const code = readText(body["discount_code"], "discount_code");
  if (code !== null && codes.length > 0)
    throw invalidBody("discount_code cannot be combined with discount_codes");
  if (codes.length > 20) throw invalidBody("discount_codes has more than 20 entries");
  return code === null ? codes : [code];
}

function readMethods(given: unknown): readonly string[] | null {
  const methods = readTexts(given, "allowed_payment_method_types");
  if (methods !== null && !methods.some((method) => emulated_methods.has(method)))
    throw refused("NO_ELIGIBLE_PAYMENT_METHODS", "No eligible payment methods found");
  return methods;
}

function readTheme(given: unknown): CheckoutOrder["theme"] {
  const theme =
    readText(readFields(given, "customization")?.["theme"], "customization.theme") ?? "system";
  if (theme !== "light" && theme !== "dark" && theme !== "system")
    throw invalidBody("customization.theme must be light, dark or system");
  return theme;
}
