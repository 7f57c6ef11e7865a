/** The values that the views of the packs receive, and the functions that they share. */
import { html, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { feedback } from "../feedback-loading.ts";
import type { KnownWords } from "../languages.ts";
import type { PaymentMethod } from "../wire.ts";
import type { Sentence } from "../words/words.ts";
import type { Formats } from "./formats.ts";
import type { TopupChoice } from "./offer.ts";
import type { PackWords } from "./words/words.ts";

/** The values and the function that every view receives. */
export interface PacksContext {
  words: PackWords;
  /** The texts of the buttons, in the same language. */
  button_words: KnownWords;
  formats: Formats;
  /** The enabled methods, or `undefined` until they are loaded, or if loading failed. */
  methods: readonly PaymentMethod[] | undefined;
  /** The id of the selected method, or `undefined` if there are not several. */
  method: string | undefined;
  /**
   * Draws a button. `choice` returns what the button buys. `id` is the name under which the browser
   * remembers the open payment of the button.
   */
  button(id: string, choice: () => TopupChoice, look: ButtonLook): TemplateResult;
}

/** The properties of a button that a view decides. */
export interface ButtonLook {
  label: string;
  is_filled?: boolean;
  disabled?: boolean;
}

/** Replaces `{}` in a text by `value`, and each name in braces by its value in `more`. */
export function fill(
  text: string,
  value: string,
  more: Readonly<Record<string, string>> = {},
): string {
  return text.replaceAll(/\{(\w*)\}/g, (_, name: string) => (name ? (more[name] ?? "") : value));
}

/**
 * Draws a text whose node is replaced when the text changes. A browser that translates the page
 * moves the old node elsewhere, where a change would not be seen.
 */
export function ownNode(text: string): unknown {
  return keyed(text, text);
}

/**
 * Draws the mark of a sentence. Before its SVG path is loaded, the mark is empty and has the same
 * size. `tone` is the class that colours it.
 */
export function renderMark(name: Sentence | undefined, tone = ""): TemplateResult {
  return html`<svg class="i ${tone}" viewBox="0 0 24 24" aria-hidden="true">
    <path d=${(name && feedback?.MARKS[name]) ?? ""} />
  </svg>`;
}
