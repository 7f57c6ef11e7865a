// What may be written to answers.json: known words, small numbers, and nothing else. Whatever Dodo
// sends, a name, an address, a card, an id or a key cannot get into the file.
import { NOT_SEEN, QUESTIONS } from "./questions.ts";

/** A detail of an answer. */
export type Fact = string | number | boolean | null | readonly Fact[] | { [name: string]: Fact };

/** Stands for a text that is not one of the known words. */
const OTHER_TEXT = "another text";
/** Stands for a number that is no status and no amount of a test purchase. */
const OTHER_NUMBER = "another number";
const LARGEST = 10_000_000;

const WORDS: ReadonlySet<string> = new Set([
  OTHER_TEXT,
  OTHER_NUMBER,
  NOT_SEEN,
  ...Object.values(QUESTIONS).flatMap(({ answers }) => answers),
  // Statuses of payments, refunds and disputes.
  ..."succeeded failed cancelled processing requires_customer_action requires_merchant_action requires_payment_method requires_confirmation requires_capture partially_captured partially_captured_and_capturable pending review partial full dispute_opened dispute_expired dispute_accepted dispute_cancelled dispute_challenged dispute_won dispute_lost pre_dispute dispute rdr".split(
    " ",
  ),
  // Error codes.
  ..."INVALID_REQUEST_BODY INVALID_REQUEST_PARAMETERS REQUEST_AMOUNT_BELOW_MINIMUM TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT UNSUPPORTED_COUNTRY UNAUTHORIZED NOT_FOUND CHECKOUT_SESSION_CONSUMED INTERNAL_SERVER_ERROR TOO_MANY_REQUESTS MERCHANT_NOT_LIVE".split(
    " ",
  ),
  // Currencies, cards, and the parameters of a return.
  ..."USD EUR INR GBP visa VISA mastercard MASTERCARD credit CREDIT debit DEBIT card ach payment_id status license_key email subscription_id ref".split(
    " ",
  ),
  // Events, headers of deliveries, and content types.
  ..."payment.succeeded payment.failed payment.processing payment.cancelled refund.succeeded refund.failed dispute.opened webhook-id webhook-timestamp webhook-signature svix-id svix-timestamp svix-signature user-agent application/pdf application/json Svix-Webhooks valid invalid unchecked".split(
    " ",
  ),
]);

/** Returns a known word as it is, and a stand-in for any other text. `null` stays `null`. */
export function word(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" && WORDS.has(value) ? value : OTHER_TEXT;
}

/** Returns a whole number of a plausible size as it is, and a stand-in for any other value. */
export function amount(value: unknown): number | string | null {
  if (value === null || value === undefined) return null;
  const plain = Number.isSafeInteger(value) && Math.abs(Number(value)) <= LARGEST;
  return plain ? Number(value) : OTHER_NUMBER;
}

/**
 * Throws if facts contain anything but known words, small numbers and booleans. The names of fields
 * come from this program, and are checked to be plain names.
 */
export function checkFacts(facts: unknown): void {
  if (facts === null || typeof facts === "boolean") return;
  if (typeof facts === "string" && WORDS.has(facts)) return;
  if (typeof facts === "number" && amount(facts) === facts) return;
  if (typeof facts !== "object") throw new TypeError("a fact is neither a known word nor a number");
  for (const [name, fact] of Object.entries(facts)) {
    if (!/^([a-z_]{1,40}|\d{1,2})$/.test(name)) throw new TypeError("a fact has no plain name");
    checkFacts(fact);
  }
}
