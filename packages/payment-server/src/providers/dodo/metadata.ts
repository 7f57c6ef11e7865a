/**
 * The two ids that a checkout writes into Dodo's metadata. Metadata only identifies: the buyer of a
 * static payment link can write it too, in the address of the link
 * (https://docs.dodopayments.com/developer-resources/integration-guide), so amounts and owners are
 * never read from it.
 */

/** The ids that this service makes: `pmt_` and 22 characters of base64url. */
const PAYMENT_ID = /^pmt_[A-Za-z0-9_-]{22}$/;

/** The length that an id of a host may reasonably have, without control characters. */
const TOPUP_ID = /^\P{Cc}{1,200}$/u;

/** Returns the value if it can be the id of one of our payments, else `null`. */
export function ourPaymentId(value: string | null | undefined): string | null {
  return value !== null && value !== undefined && PAYMENT_ID.test(value) ? value : null;
}

/**
 * Returns the value if it can be the id of a topup, else `null`. The host's database is queried
 * with it, so nothing longer or stranger than an id gets through.
 */
export function ourTopupId(value: string | null | undefined): string | null {
  return value !== null && value !== undefined && TOPUP_ID.test(value) ? value : null;
}
