import { describe, expect, it } from "vitest";
import { CATALOGUE } from "../../../../payment-server/src/pages/words/catalogue.ts";
import { catalogue as buttons } from "../../words/catalogue.ts";
import { en as button } from "../../words/en.ts";
import { catalogue } from "./catalogue.ts";
import { en } from "./en.ts";
import type { PackWords } from "./words.ts";

const all = [en, ...catalogue];
const names = Object.keys(en) as (keyof PackWords)[];

describe("the languages of the packs", () => {
  it("are those of the button, in their order", () => {
    const languages = [button, ...buttons].map(({ language }) => language);
    expect(all.map(({ language }) => language)).toEqual(languages);
  });

  it.each(all)("$language: has every text, in one line, without surrounding space", (words) => {
    expect(Object.keys(words)).toEqual(names);
    for (const text of Object.values(words)) expect(text).toMatch(/^\S(.*\S)?$/u);
  });

  it.each(all)("$language: has the same places for values as English", (words) => {
    const places = (text: string): string[] => (text.match(/\{\w*\}/g) ?? []).toSorted();
    for (const name of names) expect([name, places(words[name])]).toEqual([name, places(en[name])]);
  });

  it.each(catalogue)("$language: no text is English, besides words that are the same", (words) => {
    const english = names.filter((name) => words[name] === en[name]);
    const same = new Set(["date", "status", "credits_head"]);
    expect(english.filter((name) => !same.has(name))).toEqual([]);
  });

  it.each(all)(
    "$language: a status has the word of the button, test mode that of the page",
    (words) => {
      const of_button = [button, ...buttons].find(({ language }) => language === words.language);
      expect([words.on_its_way, words.being_checked]).toEqual([
        of_button?.on_its_way,
        of_button?.reviewing,
      ]);
      const page = Object.entries(CATALOGUE).find(([language]) => language === words.language)?.[1];
      expect(words.test).toBe(page?.test);
    },
  );
});
