import type { ButtonWords } from "./button-words.ts";
import type { Words } from "./words/words.ts";

/** The sentences in English, which take the place of those that a language does not have. */
export const ENGLISH_SENTENCES: Omit<Words, keyof ButtonWords> = {
  creating: "Opening the checkout…",
  redirecting: "Taking you to the checkout…",
  confirming: "Checking your payment. This takes a few seconds.",
  bank: "Your bank is working on it. This can take a few days. Please do not pay again.",
  applied: "Your balance has been topped up.",
  credited: "{} credits have been added to your balance.",
  failed: "The payment did not go through. You can try again.",
  canceled: "Nothing has been paid.",
  held: "Your payment has arrived and is being checked. Please do not pay again.",
  dismissed: "Not added to your balance. Please contact support.",
  slow: "This takes longer than usual. You can close this page: nothing is lost.",
  reference: "Reference",
  network: "No connection. Nothing has been paid. Please try again.",
  offline: "No connection. Your payment is safe.",
  busy: "That did not work just now. Please try again in a moment.",
  unauthorized: "Please sign in and try again.",
  refused: "This cannot be paid here. Please reload the page or contact support.",
};
