import type { ProductSeed } from "../money/product.ts";

/**
 * An error about a wrong flag, a wrong environment variable or a port that is taken. Its message is
 * shown to the user.
 */
export class UsageError extends Error {}

/**
 * Parses a product: `pdt_x` is a product without a fixed price, and `pdt_x=500` costs 500 cents.
 * Throws a `UsageError` for any other form, and for a price above 2147483647. `source` is the flag
 * or variable that the error message names.
 */
export function productSeed(text: string, source: string): ProductSeed {
  const [product_id = "", price, more] = text.split("=");
  if (product_id === "" || more !== undefined)
    throw new UsageError(`${source} needs an id, such as pdt_topup or pdt_book=1500`);
  return price === undefined ? { product_id } : { product_id, price: wholePrice(price, source) };
}

function wholePrice(text: string, source: string): number {
  const what = `${source}: the price in ID=PRICE`;
  return whole(text, what, 2_147_483_647, "a whole number of minor units");
}

/**
 * Parses a whole number of at most `most`. Throws a `UsageError` whose message says that `what` must
 * be `expected`.
 */
export function whole(
  text: string,
  what: string,
  most: number,
  expected = "a whole number",
): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Infinity;
  if (number > most) throw new UsageError(`${what} must be ${expected} up to ${most}`);
  return number;
}
