import type { Currency } from "dodopayments/resources/misc";

/** The currencies this emulator has a fixed rate for. */
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

// Minor units for 10,000 US cents, and how many decimals the currency has. The rates are fixed so that tests
// can rely on them; INR is the one that reproduces a captured payment (29.00 USD became 2723.36 INR, fee included).
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

/** Whether the emulator can charge in a currency. */
export function isKnownCurrency(currency: unknown): currency is KnownCurrency {
  return typeof currency === "string" && Object.hasOwn(currencies, currency);
}

/** a × b ÷ c for whole numbers, rounded half up, without a float on the way. */
export function share(a: number, b: number, c: number): number {
  if (c === 0) return 0;
  return Number((BigInt(a) * BigInt(b) * 2n + BigInt(c)) / (BigInt(c) * 2n));
}

/** An amount in minor units, in the minor units of another currency, without any fee. */
export function convert(amount: number, from: KnownCurrency, to: KnownCurrency): number {
  return from === to ? amount : share(amount, currencies[to][0], currencies[from][0]);
}

/** The same with Dodo's adaptive pricing fee on top: 4 % under 500 USD, 3 % up to 1500 USD, 2 % above. */
export function convertWithFee(amount: number, from: KnownCurrency, to: KnownCurrency): number {
  if (from === to) return amount;
  // The factor is applied before the one rounding there is.
  return Number(
    (BigInt(amount) *
      BigInt(currencies[to][0]) *
      BigInt(10_000 + feeBps(convert(amount, from, "USD"))) *
      2n +
      BigInt(currencies[from][0]) * 10_000n) /
      (BigInt(currencies[from][0]) * 20_000n),
  );
}

/** An amount for people: `12.50 USD`. */
export function format(amount: number, currency: string): string {
  const decimals = isKnownCurrency(currency) ? currencies[currency][1] : 2;
  const digits = String(amount).padStart(decimals + 1, "0");
  if (decimals === 0) return `${digits} ${currency}`;
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)} ${currency}`;
}

/** Minor units of an amount as people write it, such as `12.50`; null if it is not one. */
export function parse(text: string, currency: string): number | null {
  const decimals = isKnownCurrency(currency) ? currencies[currency][1] : 2;
  const [, whole, fraction = ""] = /^(\d{1,9})(?:[.,](\d*))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > decimals) return null;
  return Number(whole + fraction.padEnd(decimals, "0"));
}

function feeBps(usd_cents: number): number {
  if (usd_cents < 50_000) return 400;
  return usd_cents <= 150_000 ? 300 : 200;
}
