import { isBusy, type TopupState } from "./topup-state.ts";
import type { Words } from "./words/words.ts";

const SAID: Readonly<Record<string, keyof Words>> = { creating: "opening", redirecting: "opening", canceled: "failed", network: "offline", unauthorized: "sign_in" };

/** What a visitor is told of a state: what happened and what to do next; nothing while it is idle. */
export function sentenceOf(state: TopupState, words: Words): string | undefined {
  const { phase, status, slow, error } = state;
  let said: string = status === "dismissed" ? status : phase;
  if (slow) said = "slow";
  // While it asks again by itself there is nothing to be done about it.
  if (error && !isBusy(state)) said = SAID[error.code] ?? (error.retryable ? "busy" : "unavailable");
  return words[SAID[said] ?? (said as keyof Words)];
}
