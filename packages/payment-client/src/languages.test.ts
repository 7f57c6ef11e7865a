// Which texts an element gets, and which language is around it.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type * as Languages from "./languages.ts";
import type { Words } from "./words/words.ts";

let languages: typeof Languages;

beforeEach(async () => {
  vi.resetModules();
  languages = await import("./languages.ts");
});

afterEach(() => {
  vi.doUnmock("./words/catalogue.ts");
  vi.unstubAllGlobals();
});

/** The texts of a host in this language, of which a test looks at one. */
const own = (language: string, label: string): Words => ({ language, label }) as Words;

describe("the texts at hand", () => {
  test.each(["en", "EN", "en-GB", "de", "", "not a tag"])("are English for %j at first", (tag) => {
    expect(languages.wordsAtHand(tag).language).toBe("en");
  });

  test("are those that were registered for the primary language, whatever its case", () => {
    const words = own("nl", "Betalen");
    languages.registerWords(words);
    for (const tag of ["nl", "nl-BE", "NL-be"]) expect(languages.wordsAtHand(tag)).toBe(words);
    expect(languages.wordsAtHand("nlx").language).toBe("en");
  });
});

describe("the texts of a language", () => {
  test("are loaded, and with them those of every other language", async () => {
    expect((await languages.loadWords("de-AT")).language).toBe("de");
    expect(["fr", "ja", "ar"].map((tag) => languages.wordsAtHand(tag).language)).toEqual([
      "fr",
      "ja",
      "ar",
    ]);
  });

  test("stay those of the host, also after the others were loaded", async () => {
    const words = own("de", "Zahlen, bitte");
    languages.registerWords(words);
    expect(await languages.loadWords("fr")).toMatchObject({ language: "fr" });
    expect(await languages.loadWords("de")).toBe(words);
  });

  test("are English if there are none", async () => {
    expect((await languages.loadWords("tlh")).language).toBe("en");
  });

  test("are English while they cannot be loaded, and are loaded once they can be", async () => {
    let calls = 0;
    vi.doMock("./words/catalogue.ts", () => {
      calls += 1;
      throw new Error("the network is down");
    });
    expect((await languages.loadWords("de")).language).toBe("en");
    expect(calls).toBe(1);
    vi.doUnmock("./words/catalogue.ts");
    expect((await languages.loadWords("de")).language).toBe("de");
  });

  test("that is English need no loading", async () => {
    const load = vi.fn(() => ({ catalogue: [] }));
    vi.doMock("./words/catalogue.ts", load);
    expect((await languages.loadWords("en-US")).language).toBe("en");
    expect(load).not.toHaveBeenCalled();
  });
});

/** An element inside of these shadow roots, the innermost first: the `lang` around it in each. */
function elementIn([lang, ...outer]: (string | null)[]): Element {
  const root = outer.length === 0 ? {} : { host: elementIn(outer) };
  const closest = (selector: string): unknown =>
    selector === "[lang]" && lang !== null && lang !== undefined
      ? { getAttribute: () => lang }
      : null;
  return { closest, getRootNode: () => root } as unknown as Element;
}

describe("the language around an element", () => {
  beforeEach(() => vi.stubGlobal("navigator", { language: "pt-BR" }));

  test.each<[(string | null)[], string]>([
    [["de"], "de"],
    [["de", "fr"], "de"],
    [[null, "fr"], "fr"],
    [[null, null, "ja"], "ja"],
    [["", "fr"], "fr"],
    [[null], "pt-BR"],
    [[null, ""], "pt-BR"],
  ])("with %j in its roots is %s", (roots, language) => {
    expect(languages.languageOf(elementIn(roots))).toBe(language);
  });
});

test("a change of the language is watched in every root around an element", () => {
  const watched: [unknown, unknown][] = [];
  const disconnect = vi.fn();
  class Observer {
    changed: () => void;
    constructor(changed: () => void) {
      this.changed = changed;
    }
    observe(root: unknown, options: unknown): void {
      watched.push([root, options]);
    }
    disconnect = disconnect;
  }
  vi.stubGlobal("MutationObserver", Observer);
  const changed = vi.fn();
  const element = elementIn([null, null, "de"]);
  const observer = languages.observeLanguage(element, changed);
  const [first, second] = watched.map(([root]) => (root as ShadowRoot).host);
  expect(watched.map(([root]) => root)).toEqual([
    element.getRootNode(),
    first?.getRootNode(),
    second?.getRootNode(),
  ]);
  for (const [, options] of watched)
    expect(options).toEqual({ subtree: true, attributeFilter: ["lang"] });
  (observer as unknown as Observer).changed();
  observer.disconnect();
  expect([changed.mock.calls.length, disconnect.mock.calls.length]).toEqual([1, 1]);
});
