import type { Phase, TopupState } from "@x/payment-client";

const SENTENCES: Partial<Record<Phase, string>> = {
  creating: "Opening the checkout…",
  redirecting: "Opening the checkout…",
  confirming: "Checking your payment…",
  applied: "Paid. Your balance has been topped up.",
  failed: "Not paid. You can try again.",
  canceled: "Not paid. You can try again.",
  held: "Your payment is being looked at. Please do not pay again.",
  error: "That did not work. Please try again in a moment.",
};

/** Returns the sentence below a custom button, or an empty text before the first click. */
export function sentenceOf({ phase, slow }: TopupState): string {
  return slow === true
    ? "This takes longer than usual. You can close this page."
    : (SENTENCES[phase] ?? "");
}

/** The phases in which the store is working and takes no click. */
const WORKING: ReadonlySet<Phase> = new Set<Phase>(["creating", "redirecting", "confirming"]);

/**
 * Returns whether a click would do nothing, because the store is working or an administrator
 * reviews the payment.
 */
export function isBusy({ phase, slow }: TopupState): boolean {
  return phase === "held" || (WORKING.has(phase) && slow !== true);
}
