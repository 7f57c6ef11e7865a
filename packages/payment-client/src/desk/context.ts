/** What every view needs to draw. */
import { html, type TemplateResult } from "lit";
import type { DeskStore } from "./desk-store.ts";
import type { Formats } from "./formats.ts";
import type { CountedText, DeskWords, Text } from "./words/words.ts";

/** What every view needs to draw. */
export interface DeskContext {
  store: DeskStore;
  words: DeskWords;
  formats: Formats;
  /** The present time in Unix milliseconds. */
  now: number;
  /** Whether the keys are shown and work. */
  keys: boolean;
  /** The width of a plot in CSS pixels. */
  plot_width: number;
}

/** The values of the names in braces. */
export type Values = Readonly<Record<string, string | number>>;

/** A text with its code as elements. */
export type Rich = (string | TemplateResult)[];

/** Returns a text with its values. */
export function say({ words }: DeskContext, name: Text, values: Values = {}): string {
  return fill(words.text[name], values);
}

/** Returns the text for a number of things. */
export function sayCount({ words, formats }: DeskContext, name: CountedText, n: number): string {
  const { one, other } = words.counted[name];
  return fill(n === 1 ? one : other, { n: formats.count(n) });
}

/** Puts values in the place of their names in braces. A name without a value stays. */
export function fill(text: string, values: Values): string {
  return text.replaceAll(/\{(\w+)\}/g, (name, key: string) => String(values[key] ?? name));
}

/**
 * Draws a text whose code stands between backticks. The values are put in after the text was split,
 * so that a backtick in a value, such as the id of a user, is drawn as it is.
 */
export function rich(text: string, values: Values = {}): Rich {
  return text
    .split("`")
    .map((part) => fill(part, values))
    .map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
}

/** Draws a text of the desk, with its code and its values. */
export function sayRich({ words }: DeskContext, name: Text, values: Values = {}): Rich {
  return rich(words.text[name], values);
}
