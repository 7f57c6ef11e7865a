/** The values that the views of the desk receive, and the functions with which they write texts. */
import { html, type TemplateResult } from "lit";
import type { DeskStore } from "./desk-store.ts";
import type { Formats } from "./formats.ts";
import type { CountedText, DeskWords, Text } from "./words/words.ts";

/** The values that every view receives. */
export interface DeskContext {
  store: DeskStore;
  words: DeskWords;
  formats: Formats;
  /** The current time in Unix milliseconds. */
  now: number;
  /** Whether keyboard shortcuts are enabled and shown. */
  keys: boolean;
  /** The width of a plot in CSS pixels. */
  plot_width: number;
}

/** The values that replace the names in braces in a text. */
export type Values = Readonly<Record<string, string | number>>;

/** A text as a list of its parts. Code, and values outside of code, are elements. */
export type Rich = (string | TemplateResult)[];

/** Returns a text in which values replace the names in braces. */
export function say({ words }: DeskContext, name: Text, values: Values = {}): string {
  return fill(words.text[name], values);
}

/**
 * Returns a text about `n` things, in its singular form if `n` is 1, otherwise in its plural form.
 */
export function sayCount({ words, formats }: DeskContext, name: CountedText, n: number): string {
  const { one, other } = words.counted[name];
  return fill(n === 1 ? one : other, { n: formats.count(n) });
}

/** Replaces names in braces by their values. A name without a value stays as it is. */
export function fill(text: string, values: Values): string {
  return text.replaceAll(/\{(\w+)\}/g, (name, key: string) => String(values[key] ?? name));
}

/**
 * Draws a text in which backticks enclose code. The text is split before the values are inserted. A
 * backtick in a value, such as a user id, is therefore drawn as it is. Each value outside of code
 * is isolated, because a value that is written from right to left would otherwise reorder the words
 * around it.
 */
export function rich(text: string, values: Values = {}): Rich {
  return text
    .split("`")
    .flatMap((part, index) =>
      index % 2 === 0 ? isolated(part, values) : html`<code>${fill(part, values)}</code>`,
    );
}

/** Puts the values into a text, each in an element of its own. */
function isolated(text: string, values: Values): Rich {
  return text.split(/\{(\w+)\}/).map((part, index) => {
    if (index % 2 === 0) return part;
    const value = values[part];
    return value === undefined ? `{${part}}` : html`<bdi>${value}</bdi>`;
  });
}

/** Draws the text `name` as `rich()` does. */
export function sayRich({ words }: DeskContext, name: Text, values: Values = {}): Rich {
  return rich(words.text[name], values);
}
