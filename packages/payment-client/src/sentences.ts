import { isBusy, type TopupState } from "./topup-state.ts";
import type { Words } from "./words/words.ts";

/** What has no words of its own. */
const AS: Readonly<Record<string, string>> = { redirecting: "creating", canceled: "failed" };

/** What a visitor is told of a state: what happened and what to do next; nothing while it is idle. */
export function sentenceOf(state: TopupState, spoken: Words): string | undefined {
  const words = spoken as unknown as Readonly<Record<string, string | undefined>>;
  const { phase, status, slow, error } = state;
  // While it asks again by itself there is nothing to be done about an error.
  if (error && !isBusy(state))
    return words[error.code] ?? words[error.retryable ? "busy" : "refused"];
  const said = status === "dismissed" ? status : phase;
  return words[slow ? "slow" : (AS[said] ?? said)];
}
