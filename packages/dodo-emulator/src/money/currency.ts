import type { Currency } from "dodopayments/resources/misc";

/** The currencies that the emulator has a fixed rate for. */
export type KnownCurrency = Extract<
  Currency,
  | "USD"
  | "AUD"
  | "BRL"
  | "CAD"
  | "CHF"
  | "CNY"
  | "EUR"
  | "GBP"
  | "INR"
  | "JPY"
  | "KWD"
  | "MXN"
  | "SGD"
>;

// For each currency: how many of its minor units 10,000 US cents buy, and how many decimals it has.
// The rates are fixed so that tests can rely on them. The INR rate reproduces a captured payment,
// in which 29.00 USD became 2723.36 INR, fee included.
const currencies: Readonly<
  Record<KnownCurrency, readonly [per_10k_usd_cents: number, decimals: number]>
> = {
  USD: [10_000, 2],
  AUD: [15_300, 2],
  BRL: [53_500, 2],
  CAD: [14_000, 2],
  CHF: [8_000, 2],
  CNY: [71_100, 2],
  EUR: [8_600, 2],
  GBP: [7_600, 2],
  INR: [902_971, 2],
  JPY: [15_500, 0],
  KWD: [30_700, 3],
  MXN: [184_000, 2],
  SGD: [12_900, 2],
};

/** Returns whether the emulator can charge in a currency. */
export function isKnownCurrency(currency: unknown): currency is KnownCurrency {
  return typeof currency === "string" && Object.hasOwn(currencies, currency);
}

/** Returns how many decimals a currency has; 2 for a currency that the emulator has no rate for. */
export function decimalsOf(currency: string): number {
  return isKnownCurrency(currency) ? currencies[currency][1] : 2;
}

/**
 * Computes a × b ÷ c for whole numbers and rounds half up. Returns 0 if `c` is 0, as for a cart
 * with a price of 0. The computation uses bigints, because a × b may exceed the safe integers.
 */
export function share(a: number, b: number, c: number): number {
  if (c === 0) return 0;
  return Number((BigInt(a) * BigInt(b) * 2n + BigInt(c)) / (BigInt(c) * 2n));
}

/** Converts minor units of one currency to minor units of another, without a fee. */
export function convert(amount: number, from: KnownCurrency, to: KnownCurrency): number {
  return from === to ? amount : share(amount, currencies[to][0], currencies[from][0]);
}

/**
 * Converts an amount and adds Dodo's adaptive pricing fee: 4 % under 500 USD, 3 % up to 1500 USD,
 * and 2 % above. There is no fee if both currencies are the same.
 *
 * @see https://docs.dodopayments.com/features/adaptive-currency
 */
export function convertWithFee(amount: number, from: KnownCurrency, to: KnownCurrency): number {
  if (from === to) return amount;
  const fee_factor = BigInt(10_000 + feeBps(convert(amount, from, "USD")));
  const divisor = BigInt(currencies[from][0]) * 10_000n;
  // Rate and fee are applied together, so that the result is rounded only once.
  const scaled = BigInt(amount) * BigInt(currencies[to][0]) * fee_factor;
  return Number((scaled * 2n + divisor) / (divisor * 2n));
}

function feeBps(usd_cents: number): number {
  if (usd_cents < 50_000) return 400;
  return usd_cents <= 150_000 ? 300 : 200;
}
