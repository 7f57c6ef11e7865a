/** Why a payment failed. The code is usually one of Dodo's list of transaction failures. */
export interface Failure {
  code: string;
  message: string;
}

// The codes of https://docs.dodopayments.com/api-reference/transaction-failures as of August 2026.
// Since version 1.112 of Dodo's changelog, `error_message` tells the merchant what happened and
// what to do. The sentences here are the emulator's own.
const messages = {
  AUTHENTICATION_FAILURE:
    "Authentication failed. Ask the customer to complete 3-D Secure, or to use another card.",
  AUTHENTICATION_REQUIRED: "Authentication is needed. Ask the customer to complete 3-D Secure.",
  AUTHENTICATION_TIMEOUT: "Authentication took too long. Ask the customer to try again.",
  CARD_DECLINED:
    "The bank declined the card. Ask the customer to contact the bank, or to use another card.",
  CARD_NOT_ACTIVATED: "The card is not activated. Ask the customer to activate it with the bank.",
  CARD_VELOCITY_EXCEEDED: "The card was used too often in a short time. Ask the customer to wait.",
  CUSTOMER_CANCELLED: "The customer cancelled the payment. They can begin the checkout again.",
  DO_NOT_HONOR:
    "The bank declined the payment without a reason. Ask the customer to contact the bank.",
  EXPIRED_CARD: "The card has expired. Ask the customer to use another one.",
  FRAUDULENT: "The payment looks fraudulent. Do not tell the customer why it was declined.",
  GENERIC_DECLINE:
    "The payment was declined without a reason. Ask the customer to try another card.",
  INCORRECT_CVC: "The security code is wrong. Ask the customer to type it again.",
  INCORRECT_NUMBER: "The card number is wrong. Ask the customer to type it again.",
  INSUFFICIENT_FUNDS: "The account has insufficient funds. Ask the customer to use another card.",
  INVALID_ACCOUNT: "The account is invalid. Ask the customer to use another card.",
  INVALID_AMOUNT: "The amount is invalid. Check it, and the limits of the purchase.",
  INVALID_CARD_NUMBER: "This is not a card number. Ask the customer to type it again.",
  INVALID_CARD_OWNER: "The name on the card is invalid. Ask the customer to correct it.",
  INVALID_CVC: "This is not a security code. Ask the customer to type it again.",
  INVALID_EXPIRY_YEAR: "The expiry year is invalid. Ask the customer to correct it.",
  INVALID_PIN: "The PIN is wrong. Ask the customer to type it again.",
  INVALID_REQUEST: "The request has invalid data. Check its fields.",
  INVALID_UPI_ID: "The UPI id is invalid. Ask the customer to correct it.",
  LIMIT_EXCEEDED: "The payment exceeds a limit of the card. Ask the customer to contact the bank.",
  LIVE_MODE_TEST_CARD: "A test card was used in live mode. Use a real card.",
  LOST_CARD: "The card was reported as lost. Do not tell the customer why it was declined.",
  MANDATE_INVALID: "The mandate is invalid. Ask the customer to set it up again.",
  MANDATE_REQUIRED: "A mandate is required. Ask the customer to authorize one.",
  MANDATE_REQUIRED_SYSTEM: "This type of payment requires a mandate. Complete its setup first.",
  NETWORK_ERROR: "There was a network error. Try again soon.",
  NETWORK_TIMEOUT: "The network did not answer in time. Try again soon.",
  ORDER_CREATION_FAILED: "The order could not be created. Try again.",
  PAYMENT_METHOD_PROVIDER_DECLINED:
    "The provider of the payment method declined. Ask the customer to use another method.",
  PAYMENT_METHOD_UNSUPPORTED:
    "The payment method is not supported here. Ask the customer to use another one.",
  PICKUP_CARD: "The card was reported as stolen. Do not tell the customer why it was declined.",
  PROCESSING_ERROR: "An error occurred while processing the card. Try again in a little while.",
  PROVIDER_UNSUPPORTED:
    "The provider does not support this payment. Ask the customer to use another method.",
  REENTER_TRANSACTION: "The payment has to be entered again. Ask the customer to try again.",
  REVOCATION_OF_AUTHORIZATION:
    "The authorization was revoked. Ask the customer to use another method.",
  STOLEN_CARD: "The card was reported as stolen. Do not tell the customer why it was declined.",
  TRANSACTION_NOT_ALLOWED:
    "The card does not allow this payment. Ask the customer to contact the bank.",
  TRANSACTION_NOT_APPROVED: "The payment was not approved. Ask the customer to try another card.",
  TRY_AGAIN_LATER: "The payment should be tried again later.",
  UNKNOWN_ERROR: "An unknown error occurred. Try again.",
} as const;

// The texts that a buyer may see. Dodo's page says that a buyer must never learn that a card looks
// fraudulent or was reported as lost or stolen. So all codes that are not here share one text.
const buyer_messages: Readonly<Partial<Record<FailureCode, string>>> = {
  EXPIRED_CARD: "Your card has expired. Try another card.",
  INCORRECT_CVC: "The security code is wrong. Type it again.",
  INSUFFICIENT_FUNDS: "Your card has insufficient funds. Try another card.",
  PROCESSING_ERROR: messages.PROCESSING_ERROR,
};

/** A code of Dodo's list of transaction failures. */
export type FailureCode = keyof typeof messages;

/** Every code of Dodo's list of transaction failures. */
export const dodo_failure_codes: readonly FailureCode[] = Object.keys(messages) as FailureCode[];

/** Returns the failure that a payment with this code has. */
export function failureOf(code: FailureCode): Failure {
  return { code, message: messages[code] };
}

/** Returns what the checkout page tells the buyer about a failure with this code and message. */
export function buyerMessage(
  code: string | null | undefined,
  message: string | null | undefined,
): string {
  if (!isFailureCode(code)) return message ?? "The payment was declined.";
  return buyer_messages[code] ?? "Your card was declined. Try another card, or ask your bank.";
}

function isFailureCode(code: string | null | undefined): code is FailureCode {
  return Object.hasOwn(messages, code ?? "");
}
