/**
 * Validates the payment id and the topup id that a checkout writes into Dodo's metadata. Amounts
 * and user ids are never read from metadata: anyone can write metadata into the address of a static
 * payment link (https://docs.dodopayments.com/developer-resources/integration-guide).
 */
import { isStorableId } from "../../core/storable-text.ts";

/** The format of the payment ids that we create: `pmt_` and 22 characters of base64url. */
const PAYMENT_ID = /^pmt_[A-Za-z0-9_-]{22}$/;

/** Returns the value if it has the format of our payment ids, else `null`. */
export function ourPaymentId(value: string | null | undefined): string | null {
  return value !== null && value !== undefined && PAYMENT_ID.test(value) ? value : null;
}

/**
 * Returns the value if a checkout could be created for a topup with this id, else `null`. The
 * host's database is queried with the id, so an id that is too long or contains control characters
 * is not accepted.
 */
export function ourTopupId(value: string | null | undefined): string | null {
  return value !== null && value !== undefined && isStorableId(value) ? value : null;
}
