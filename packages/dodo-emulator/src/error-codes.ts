// The codes of https://docs.dodopayments.com/api-reference/error-codes that the emulator can answer
// with, and the HTTP status of each. Dodo documents few of these statuses. The others are chosen to
// fit what that page says about each status.
const statuses = {
  INVALID_REQUEST_BODY: 422,
  INVALID_REQUEST_PARAMETERS: 422,
  MAXIMUM_KEYS_REACHED: 422,
  UNAUTHORIZED: 401,
  MERCHANT_NOT_LIVE: 403,
  NOT_FOUND: 404,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
  PRODUCT_CART_EMTPY: 422,
  PRODUCT_IS_DELETED: 410,
  PAY_AS_YOU_WANT_AMOUNT_REQUIRED: 422,
  REQUEST_AMOUNT_BELOW_MINIMUM: 422,
  TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT: 422,
  UNSUPPORTED_COUNTRY: 422,
  UNSUPPORTED_CURRENCY: 422,
  NO_ELIGIBLE_PAYMENT_METHODS: 422,
  CHECKOUT_SESSION_CONSUMED: 409,
  INVALID_DISCOUNT_CODE: 422,
  DISCOUNT_CODE_ALREADY_EXISTS: 409,
  UNSUPPORTED_DISCOUNT_TYPE: 422,
  DISCOUNT_CODE_EXPIRED: 422,
  DISCOUNT_CODE_USAGE_LIMIT_EXCEEDED: 422,
  DISCOUNT_MINIMUM_SUBTOTAL_NOT_MET: 422,
  DISCOUNT_NOT_AVAILABLE_FOR_PRODUCT: 422,
  DISCOUNT_CONCURRENT_REDEMPTION: 503,
  PAYMENT_NOT_SUCCEEDED: 422,
  PAYMENT_HAS_BEEN_REFUNDED: 409,
  ZERO_AMOUNT_PAYMENT_REFUND_NOT_ALLOWED: 422,
  EXISTING_REFUND_REQUEST_PROCESSING: 409,
  REFUND_AMOUNT_EXCEEDS_PAID_AMOUNT: 422,
  DUPLICATE_LINE_ITEMS_IN_REQUEST: 422,
  LINE_ITEM_NOT_FOUND: 422,
  LINE_ITEM_FULLY_REFUNDED: 422,
  LINE_ITEM_REFUND_AMOUNT_TOO_HIGH: 422,
  LINE_ITEM_REFUND_AMOUNT_TOO_LOW: 422,
  ppp_not_enabled_for_business: 422,
} as const;

/** A code of Dodo's error reference that the emulator can answer with. */
export type DodoErrorCode = keyof typeof statuses;

/** Returns the HTTP status of a code; 500 for a code that is not in `dodo_error_codes`. */
export function statusOf(code: string): number {
  return Object.hasOwn(statuses, code) ? statuses[code as DodoErrorCode] : 500;
}

/**
 * Every code of Dodo's error reference that the emulator can answer with, for tests and
 * `faults.api.fail`.
 */
export const dodo_error_codes: readonly DodoErrorCode[] = Object.keys(statuses) as DodoErrorCode[];
