import type { Words } from "./words.ts";

/**
 * The texts in English. They are part of the element, and every other language falls back to them.
 */
export const en: Words = {
  language: "en",
  direction: "ltr",
  label: "Top up",
  creating: "Opening the checkout…",
  confirming: "Checking your payment…",
  applied: "Paid. Your balance has been topped up.",
  failed: "Not paid. You can try again.",
  held: "Your payment is being looked at. Please do not pay again.",
  dismissed: "Not added to your balance. Please contact support.",
  slow: "This takes longer than usual. You can close this page.",
  again: "Check again",
  reference: "Reference",
  network: "No connection. Please try again.",
  busy: "Please try again in a moment.",
  unauthorized: "Please sign in first.",
  refused: "This cannot be paid here. Please contact support.",
  methods: "Pay with",
  test: "Test mode",
};
