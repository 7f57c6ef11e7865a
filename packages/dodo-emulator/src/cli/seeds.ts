import type { ProductSeed } from "../money/product.ts";

/** The error that a wrong command line throws. Its message is shown to the user. */
export class UsageError extends Error {}

/**
 * Parses a product: `pdt_x` is one of any amount, `pdt_x=500` one that costs 500 cents. `source` is
 * the flag or variable that the text comes from. Throws a `UsageError` if it is neither.
 */
export function productSeed(text: string, source: string): ProductSeed {
  const [product_id = "", price] = text.split("=");
  if (product_id === "")
    throw new UsageError(`${source} needs an id, such as pdt_topup or pdt_book=1500`);
  return price === undefined
    ? { product_id }
    : { product_id, price: whole(price, source, 2_147_483_647) };
}

/** Parses a whole number of at most `most`. Throws a `UsageError` that names the source. */
export function whole(text: string, flag: string, most: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Infinity;
  if (number > most) throw new UsageError(`${flag} must be a whole number up to ${most}`);
  return number;
}
