import { isBusy, type Phase, type TopupState } from "./topup-state.ts";
import type { Words } from "./words/words.ts";

/** The names in `Words` that are texts; the other two describe the language. */
type Sentence = Exclude<keyof Words, "language" | "direction">;

/** The sentence of each phase. `idle` needs none, and `error` has the sentence of its code. */
const PHASE_SENTENCES: Readonly<Partial<Record<Phase, Sentence>>> = {
  creating: "creating",
  redirecting: "creating",
  confirming: "confirming",
  applied: "applied",
  failed: "failed",
  canceled: "failed",
  held: "held",
};

/** The error codes with a sentence of their own. */
const ERROR_SENTENCES: ReadonlyMap<string, Sentence> = new Map([
  ["network", "network"],
  ["unauthorized", "unauthorized"],
  ["busy", "busy"],
]);

/**
 * Returns what the visitor reads about a state: what happened and what to do next. Returns
 * `undefined` when there is nothing to say.
 */
export function sentenceOf(state: TopupState, words: Words): string | undefined {
  const { phase, status, slow, error } = state;
  // While the store polls again by itself, the visitor can do nothing about an error.
  if (error && !isBusy(state))
    return words[ERROR_SENTENCES.get(error.code) ?? (error.retryable ? "busy" : "refused")];
  if (slow) return words.slow;
  if (status === "dismissed") return words.dismissed;
  const name = PHASE_SENTENCES[phase];
  return name && words[name];
}
