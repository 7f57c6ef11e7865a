/** Reads products through a short-lived cache, and checks whether a product can be sold. */
import type { CheckoutRequest, ProviderRuntime } from "../../core/provider.ts";
import { PaymentError } from "../../errors.ts";
import type { CallApi } from "./api.ts";
import { assertSells, refusal, toProduct, type DodoProduct } from "./product.ts";
import { invalidAnswer } from "./rejection.ts";
import type { DodoSettings } from "./settings.ts";

/**
 * How long a cached product is used, in milliseconds. The merchant can edit the product at any
 * time.
 */
const FRESH_MS = 5 * 60_000;

/**
 * Reads a product. Returns `null` if Dodo has no such product. If `fresh` is true, the cache is
 * bypassed.
 */
export type ReadProduct = (
  product_id: string,
  signal: AbortSignal,
  fresh: boolean,
) => Promise<DodoProduct | null>;

/** Creates a reader that caches each product for five minutes of the service's clock. */
export function createProductReader(
  api: CallApi,
  { clock }: Pick<ProviderRuntime, "clock">,
): ReadProduct {
  const cache = new Map<string, { product: DodoProduct; read_at: number }>();
  return async (product_id, signal, fresh) => {
    const cached = cache.get(product_id);
    if (!fresh && cached !== undefined && Math.abs(clock() - cached.read_at) < FRESH_MS)
      return cached.product;
    const body = await api(
      async (client) => await client.products.retrieve(product_id, { signal }),
    );
    if (body === null) return null;
    const product = toProduct(body);
    if (product === null) throw invalidAnswer("about the product makes no sense");
    cache.set(product_id, { product, read_at: clock() });
    return product;
  };
}

/**
 * Returns the product if it can be sold for the price of the payment. If the cached product cannot
 * be sold, it is read again, because the merchant may have corrected it. Throws `product_mismatch`
 * if the product does not exist or still cannot be sold.
 */
export async function readSellable(
  settings: DodoSettings,
  readProduct: ReadProduct,
  product_id: string,
  { payment, signal }: Pick<CheckoutRequest, "payment" | "signal">,
): Promise<DodoProduct> {
  const cached = await readProduct(product_id, signal, false);
  if (cached !== null && refusal(cached, payment.amount_minor) === null) return cached;
  const product = assertExists(await readProduct(product_id, signal, true), settings);
  assertSells(product, payment.amount_minor);
  return product;
}

/**
 * Returns `product`. Throws `product_mismatch` if it is `null`, which means that Dodo has no such
 * product.
 */
export function assertExists(product: DodoProduct | null, settings: DodoSettings): DodoProduct {
  if (product !== null) return product;
  throw new PaymentError(
    "product_mismatch",
    `Dodo does not know the product in ${settings.environment}; check DODO_PRODUCT_ID and that it was made in that mode.`,
  );
}

/**
 * Whether the price of the product includes tax; `null` if Dodo has no such product. If
 * `tax_inclusive` is absent, tax is added to the price
 * (https://docs.dodopayments.com/features/tax-inclusive-pricing).
 */
export function taxInclusive(product: DodoProduct | null): boolean | null {
  return product === null ? null : product.price.tax_inclusive === true;
}
