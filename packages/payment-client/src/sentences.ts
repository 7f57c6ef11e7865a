import { isBusy, type Phase, type TopupState } from "./topup-state.ts";
import type { Words } from "./words/words.ts";

/** The names of the texts in `Words`. The two other fields of `Words` describe the language. */
type Sentence = Exclude<keyof Words, "language" | "direction">;

/** The text of each phase. `idle` has none, and `error` has the text of its error code. */
const PHASE_SENTENCES: Readonly<Partial<Record<Phase, Sentence>>> = {
  creating: "creating",
  redirecting: "creating",
  confirming: "confirming",
  applied: "applied",
  failed: "failed",
  canceled: "failed",
  held: "held",
};

/** The error codes that have a text of their own, and the name of that text. */
const ERROR_SENTENCES: ReadonlyMap<string, Sentence> = new Map([
  ["network", "network"],
  ["unauthorized", "unauthorized"],
  ["busy", "busy"],
]);

/**
 * Returns the sentence that the visitor reads in a state: what happened and what to do next.
 * Returns `undefined` if nothing is shown.
 */
export function sentenceOf(state: TopupState, words: Words): string | undefined {
  const { phase, status, slow, error } = state;
  // No error is shown while the store polls again by itself: the visitor need not do anything.
  if (error && !isBusy(state))
    return words[ERROR_SENTENCES.get(error.code) ?? (error.retryable ? "busy" : "refused")];
  if (slow) return words.slow;
  if (status === "dismissed") return words.dismissed;
  const name = PHASE_SENTENCES[phase];
  return name && words[name];
}
