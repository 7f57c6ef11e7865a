import { ENGLISH_SENTENCES } from "./english-sentences.ts";
import type { KnownWords } from "./languages.ts";
import { MARKS, SOFT_MARKS } from "./marks.ts";
import type { TopupState } from "./topup-state.ts";
import type { PaymentStatus } from "./wire.ts";
import type { Sentence, Words } from "./words/words.ts";

/** The contents of the status line. */
export interface StatusLine {
  sentence: string;
  /** The SVG path of the mark before the sentence, if it has a mark. */
  mark: string | undefined;
  /** Whether the mark has the colour of the text. */
  soft: boolean;
  /** The word before the payment id, if the id is shown. */
  reference: string | undefined;
}

/** The error codes that have a text of their own, under the same name. */
const ERROR_SENTENCES: ReadonlySet<string> = new Set(["network", "unauthorized", "busy"]);
/** The statuses for which the payment id is shown, in case the buyer writes to support. */
const SHOWS_REFERENCE: ReadonlySet<PaymentStatus | undefined> = new Set(["held", "dismissed"]);

/**
 * Returns what the visitor reads in a state: what happened and what to do next. Returns `undefined`
 * if there is nothing to say. `busy` says whether the visitor has to wait.
 */
export function statusLineOf(
  state: TopupState,
  busy: boolean,
  words: KnownWords,
): StatusLine | undefined {
  const name = sentenceNameOf(state, busy);
  if (!name) return undefined;
  const { payment_id, slow, stage, status, credits } = state;
  const texts: Words = { ...ENGLISH_SENTENCES, ...words };
  const has_reference = payment_id && (slow || stage === "bank" || SHOWS_REFERENCE.has(status));
  return {
    sentence:
      name === "applied" && credits
        ? texts.credited.replace("{}", credits.toLocaleString(words.language))
        : texts[name],
    mark: MARKS[name],
    soft: SOFT_MARKS.has(name),
    reference: has_reference ? texts.reference : undefined,
  };
}

/**
 * Returns the name of the sentence for a state, or `undefined` if there is none. Most phases,
 * stages and statuses have the same names as their sentences.
 */
function sentenceNameOf(state: TopupState, busy: boolean): Sentence | undefined {
  const { phase, status, stage, slow, payment_id, error } = state;
  // No error is shown while the store polls again by itself: the visitor need not do anything.
  if (error && !busy) {
    // The sentence `network` says that nothing was paid, but the known payment may have been paid.
    if (error.code === "network" && (payment_id || phase === "confirming")) return "offline";
    if (ERROR_SENTENCES.has(error.code)) return error.code as Sentence;
    return error.retryable ? "busy" : "refused";
  }
  if (slow) return "slow";
  if (status === "dismissed") return status;
  if (stage === "bank") return stage;
  if (stage === "unpaid" && phase === "idle") return "canceled";
  if (status === "expired") return "failed";
  return phase === "idle" || phase === "error" ? undefined : phase;
}
