import type { Phase, TopupState } from "@x/payment-client";

const SAID: Partial<Record<Phase, string>> = {
  creating: "Opening the checkout…",
  redirecting: "Opening the checkout…",
  confirming: "Checking your payment…",
  applied: "Paid. Your balance has been topped up.",
  failed: "Not paid. You can try again.",
  canceled: "Not paid. You can try again.",
  held: "Your payment is being looked at. Please do not pay again.",
  error: "That did not work. Please try again in a moment.",
};

/** What a buyer reads under a button of the page's own; empty while nothing has happened. */
export function sentenceOf({ phase, slow }: TopupState): string {
  return slow === true
    ? "This takes longer than usual. You can close this page."
    : (SAID[phase] ?? "");
}

/** Whether a click would do nothing: it works by itself, or a person is looking at the payment. */
export function isBusy({ phase, slow }: TopupState): boolean {
  return phase === "held" || (phase.endsWith("ing") && slow !== true);
}
