// The texts of the packs and of the buttons: which are at hand, which are loaded, and what happens
// when they do not arrive.
import { beforeEach, describe, expect, test, vi } from "vitest";
import type * as Languages from "../languages.ts";
import type * as PackLanguages from "./pack-languages.ts";
import { catalogue } from "./words/catalogue.ts";
import { en } from "./words/en.ts";
import type { PackWords } from "./words/words.ts";

let languages: typeof Languages;
let packs: typeof PackLanguages;

beforeEach(async () => {
  vi.resetModules();
  vi.doUnmock("../words/catalogue.ts");
  vi.doUnmock("./words/catalogue.ts");
  languages = await import("../languages.ts");
  packs = await import("./pack-languages.ts");
});

/** Makes a catalogue unreachable, as a deployment does that removes the old files. */
function lose(path: string): void {
  vi.doMock(path, () => {
    throw new Error(`${path} was not found`);
  });
}

describe("the texts of a button", () => {
  test("are English before any other language is loaded", () => {
    expect(languages.wordsAtHand("de").language).toBe("en");
    expect(languages.wordsAtHand("en-GB").language).toBe("en");
  });

  test.each([
    ["de", "de"],
    ["de-AT", "de"],
    ["PT-br", "pt"],
    ["zh-Hant-TW", "zh"],
    ["ar", "ar"],
  ])("of %s are those of %s, whatever the region", async (tag, language) => {
    expect((await languages.loadWords(tag)).language).toBe(language);
    expect(languages.wordsAtHand(tag).language).toBe(language);
  });

  test.each(["fi", "", "x-klingon", "null", "__proto__"])(
    "of %j, which nobody has written, are English",
    async (tag) => {
      expect((await languages.loadWords(tag)).language).toBe("en");
    },
  );

  test("that do not arrive are English, and a button with them pays all the same", async () => {
    lose("../words/catalogue.ts");
    expect((await languages.loadWords("de")).language).toBe("en");
  });

  test("that a page has registered are not replaced by the catalogue", async () => {
    const { catalogue: buttons } = await import("../words/catalogue.ts");
    const own = buttons.find(({ language }) => language === "de");
    if (own === undefined) throw new Error("There is no German.");
    languages.registerWords({ ...own, label: "Jetzt aufladen" });
    await languages.loadWords("fr");
    expect((await languages.loadWords("de")).label).toBe("Jetzt aufladen");
    expect((await languages.loadWords("fr")).language).toBe("fr");
  });
});

describe("the texts of the packs", () => {
  test("are English before any other language is loaded", () => {
    expect(packs.packWordsAtHand("de")).toBe(packs.packWordsAtHand("en"));
  });

  test.each(catalogue.map(({ language }) => language))("of %s are loaded", async (language) => {
    await packs.loadPackWords(language);
    expect(packs.packWordsAtHand(language).language).toBe(language);
  });

  test("that do not arrive stay English, and the next packs ask again", async () => {
    lose("./words/catalogue.ts");
    await packs.loadPackWords("de");
    expect(packs.packWordsAtHand("de").language).toBe("en");
    vi.doUnmock("./words/catalogue.ts");
    vi.doMock("./words/catalogue.ts", () => ({ catalogue }));
    await packs.loadPackWords("de");
    expect(packs.packWordsAtHand("de").language).toBe("de");
  });

  test("that a page has registered come before the catalogue's", async () => {
    packs.registerPackWords({ ...en, language: "de", credits: "Münzen" });
    await packs.loadPackWords("fr");
    expect(packs.packWordsAtHand("de").credits).toBe("Münzen");
  });

  test("may be replaced in English as well, such as to call credits tokens", () => {
    packs.registerPackWords({ ...en, credits: "tokens" });
    expect(packs.packWordsAtHand("en").credits).toBe("tokens");
    expect(packs.packWordsAtHand("fi").language).toBe("en");
  });
});

test("no text of any language claims a payment or a credit before the server does", () => {
  const unsure: (keyof PackWords)[] = ["started", "adding", "on_its_way", "being_checked"];
  for (const words of [en, ...catalogue])
    for (const name of unsure) {
      const text: string = words[name];
      expect([words.language, name, text === words.added || text === words.not_paid]).toEqual([
        words.language,
        name,
        false,
      ]);
    }
});
