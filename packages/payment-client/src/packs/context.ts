/** The values and functions that the views of the packs use. */
import { html, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { feedback } from "../feedback-loading.ts";
import type { KnownWords } from "../languages.ts";
import type { PaymentMethod } from "../wire.ts";
import type { Sentence } from "../words/words.ts";
import type { Formats } from "./formats.ts";
import type { TopupChoice } from "./offer.ts";
import type { PackWords } from "./words/words.ts";

/** The values and functions that every view uses. */
export interface PacksContext {
  words: PackWords;
  /** The texts of the buttons, in the same language. */
  button_words: KnownWords;
  formats: Formats;
  /** The enabled methods, or `undefined` until they are loaded. */
  methods: readonly PaymentMethod[] | undefined;
  /** The id of the method that the buyer has chosen. */
  method: string | undefined;
  /** Draws a button. `id` is the name under which the browser remembers its open payment. */
  button(id: string, choice: () => TopupChoice, look: ButtonLook): TemplateResult;
}

/** The properties of a button that the packs decide. */
export interface ButtonLook {
  label: string;
  is_filled?: boolean;
  disabled?: boolean;
}

/** Replaces `{}` by `value`, and each name in braces by its value in `more`. */
export function fill(
  text: string,
  value: string,
  more: Readonly<Record<string, string>> = {},
): string {
  return text.replaceAll(/\{(\w*)\}/g, (_, name: string) => (name ? (more[name] ?? "") : value));
}

/**
 * Draws a text whose node is replaced when the text changes. A translator in the browser moves the
 * node elsewhere, and a change of the moved node would not be seen.
 */
export function ownNode(text: string): unknown {
  return keyed(text, text);
}

/** Draws the mark of a sentence. The mark takes up its space before its lines are loaded. */
export function renderMark(name: Sentence | undefined, tone = ""): TemplateResult {
  return html`<svg class="i ${tone}" viewBox="0 0 24 24" aria-hidden="true">
    <path d=${(name && feedback?.MARKS[name]) ?? ""} />
  </svg>`;
}
