import { describe, expect, it } from "vitest";
import { CATALOGUE } from "../../../payment-server/src/pages/words/catalogue.ts";
import { catalogue } from "./catalogue.ts";
import { en } from "./en.ts";
import type { Words } from "./words.ts";

const button: readonly Words[] = [en, ...catalogue];
const pages = Object.entries(CATALOGUE).map(([language, words]) => ({ language, words }));

/** Returns the button's words in a language of the result pages. */
function wordsOf(language: string): Words {
  const words = button.find((known) => known.language === language);
  if (!words) throw new Error(`The button does not speak ${language}.`);
  return words;
}

describe("the languages of the button", () => {
  it("are those of the result pages, each once", () => {
    expect(button.map(({ language }) => language).toSorted()).toEqual(
      Object.keys(CATALOGUE).toSorted(),
    );
  });

  it.each(pages)(
    "$language: direction and shared words are those of the result page",
    ({ language, words }) => {
      const { direction, again, reference, test } = wordsOf(language);
      expect({ direction, again, reference }).toEqual({
        direction: words.direction,
        again: words.again,
        reference: words.reference,
      });
      // The result page has room to add that no real money is taken.
      expect(words.test.split(/\s*[:：]/)[0]).toBe(test);
    },
  );

  it.each(button)("$language: has every text, in one line, without surrounding space", (words) => {
    expect(Object.keys(words)).toEqual(Object.keys(en));
    for (const text of Object.values(words)) expect(text).toMatch(/^\S(.*\S)?$/u);
  });

  it.each(catalogue)("$language: no text is English", (words) => {
    const english = (Object.keys(en) as (keyof Words)[]).filter((name) => words[name] === en[name]);
    expect(english).toEqual(words.direction === en.direction ? ["direction"] : []);
  });

  it.each(button)("$language: no two texts are equal", (words) => {
    expect(new Set(Object.values(words)).size).toBe(Object.keys(words).length);
  });
});
