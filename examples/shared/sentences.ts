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

/** Returns the sentence below a button of the page's own; empty while nothing has happened. */
export function sentenceOf({ phase, slow }: TopupState): string {
  return slow === true
    ? "This takes longer than usual. You can close this page."
    : (SENTENCES[phase] ?? "");
}

/** The phases in which the store works by itself. */
const WORKING: ReadonlySet<Phase> = new Set<Phase>(["creating", "redirecting", "confirming"]);

/** Whether a click would do nothing: the store works by itself, or a person checks the payment. */
export function isBusy({ phase, slow }: TopupState): boolean {
  return phase === "held" || (WORKING.has(phase) && slow !== true);
}
