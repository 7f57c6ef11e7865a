import type { DiscountDetail } from "dodopayments/resources/discounts";
import { timestampOf } from "../clock.ts";
import { refused } from "../errors.ts";
import { newId } from "../ids.ts";
import { convert, type KnownCurrency, share } from "./currency.ts";
import type { CheckoutOrder } from "./order.ts";

/** A discount code of the emulated account. */
export interface DiscountSeed {
  /** The code that the buyer types, in upper or lower case. */
  code: string;
  /** Whether `amount` is a percentage or a flat amount. Default `percentage`. */
  type?: "percentage" | "flat";
  /** The size of the discount: basis points for a percentage, US cents for a flat code. */
  amount: number;
  name?: string;
  /** When the code expires, in ISO 8601. Default never. */
  expires_at?: string;
  /** The number of succeeded payments after which the code is refused. Default no limit. */
  usage_limit?: number;
  /** The ids of products. The code applies to carts that contain one of them. Default all carts. */
  restricted_to?: readonly string[];
  /** The smallest cart price that the code applies to, in US cents. */
  minimum_subtotal?: number;
}

/** A discount code as the emulator stores it. */
export interface Discount extends DiscountSeed {
  type: "percentage" | "flat";
  discount_id: string;
  business_id: string;
  created_at: string;
  /** How many payments with the code have succeeded. */
  times_used: number;
}

/** A discount and the amount that it subtracts, in minor units of the order's currency. */
export interface AppliedDiscount {
  discount: Discount;
  amount: number;
}

/** The cart to which discount codes are applied. */
export interface PricedCart {
  order: CheckoutOrder;
  /** The price of the cart before discount codes, in minor units of `currency`. */
  price: number;
  currency: KnownCurrency;
  /** The current time in milliseconds. A code that has expired at this time is refused. */
  now: number;
}

/** Builds a discount code. Throws a `TypeError` if its amount is not a whole number in range. */
export function buildDiscount(seed: DiscountSeed, business_id: string, now: number): Discount {
  const type = seed.type ?? "percentage";
  const most = type === "percentage" ? 10_000 : Number.MAX_SAFE_INTEGER;
  if (!Number.isSafeInteger(seed.amount) || seed.amount <= 0 || seed.amount > most) {
    throw new TypeError(
      `discount ${seed.code}: amount must be a whole number of ${type === "percentage" ? "basis points, at most 10000" : "US cents"}`,
    );
  }
  return {
    ...seed,
    type,
    discount_id: newId("dsc", now),
    business_id,
    created_at: timestampOf(now),
    times_used: 0,
  };
}

/**
 * Applies discount codes in order. Each code is applied to the price that remains after the codes
 * before it. Throws Dodo's error for the first code that does not apply.
 */
export function applyCodes(
  discounts: ReadonlyMap<string, Discount>,
  codes: readonly string[],
  cart: PricedCart,
): AppliedDiscount[] {
  const applied: AppliedDiscount[] = [];
  let left = cart.price;
  for (const code of codes) {
    const discount = usable(discounts.get(code.toUpperCase()), cart);
    const worth =
      discount.type === "percentage"
        ? share(left, discount.amount, 10_000)
        : convert(discount.amount, "USD", cart.currency);
    const amount = Math.min(left, worth);
    applied.push({ discount, amount });
    left -= amount;
  }
  return applied;
}

/** Returns the entry of `payment.discounts` for an applied code; `position` counts from 0. */
export function discountDetail({ discount }: AppliedDiscount, position: number): DiscountDetail {
  return {
    amount: discount.amount,
    business_id: discount.business_id,
    code: discount.code,
    created_at: discount.created_at,
    discount_id: discount.discount_id,
    metadata: {},
    position,
    preserve_on_plan_change: false,
    restricted_to: [...(discount.restricted_to ?? [])],
    times_used: discount.times_used,
    type: discount.type,
    cycles_remaining: null,
    expires_at: discount.expires_at ?? null,
    name: discount.name ?? null,
    subscription_cycles: null,
    usage_limit: discount.usage_limit ?? null,
  };
}

// Throws Dodo's error if a code cannot be used for the cart. The messages are those of
// https://docs.dodopayments.com/api-reference/error-codes
function usable(discount: Discount | undefined, cart: PricedCart): Discount {
  if (discount === undefined) throw refused("INVALID_DISCOUNT_CODE", "Invalid Discount Code");
  if (discount.expires_at !== undefined && Date.parse(discount.expires_at) <= cart.now)
    throw refused("DISCOUNT_CODE_EXPIRED", "Discount code expired");
  if (discount.times_used >= (discount.usage_limit ?? Infinity))
    throw refused("DISCOUNT_CODE_USAGE_LIMIT_EXCEEDED", "Discount code hit usage limit");
  if (!isForCart(discount, cart.order))
    throw refused(
      "DISCOUNT_NOT_AVAILABLE_FOR_PRODUCT",
      "Discount coupon not available for this product",
    );
  if (convert(cart.price, cart.currency, "USD") < (discount.minimum_subtotal ?? 0))
    throw refused(
      "DISCOUNT_MINIMUM_SUBTOTAL_NOT_MET",
      "Cart subtotal is below the discount's minimum required subtotal",
    );
  return discount;
}

function isForCart({ restricted_to }: Discount, { lines }: CheckoutOrder): boolean {
  return (
    restricted_to === undefined || lines.some((line) => restricted_to.includes(line.product_id))
  );
}
