import type { ProductSeed } from "../money/product.ts";

/**
 * The error that a wrong command line or environment variable throws. Its message is shown to the
 * user.
 */
export class UsageError extends Error {}

/**
 * Parses a product: `pdt_x` is a product of any amount, and `pdt_x=500` costs 500 cents. Throws a
 * `UsageError` if the id is empty or the price is not a whole number of at most 2147483647.
 * `source` is the flag or variable that contains the text.
 */
export function productSeed(text: string, source: string): ProductSeed {
  const [product_id = "", price, more] = text.split("=");
  if (product_id === "" || more !== undefined)
    throw new UsageError(`${source} needs an id, such as pdt_topup or pdt_book=1500`);
  return price === undefined
    ? { product_id }
    : { product_id, price: whole(price, source, 2_147_483_647) };
}

/** Parses a whole number of at most `most`. Throws a `UsageError` with `flag` in its message. */
export function whole(text: string, flag: string, most: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Infinity;
  if (number > most) throw new UsageError(`${flag} must be a whole number up to ${most}`);
  return number;
}
