// A language is one file and several lists. These tests name the list in which one was forgotten.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../../../payment-server/src/pages/words/catalogue.ts";
import { catalogue as packs_catalogue } from "../packs/words/catalogue.ts";
import { en as packs_en } from "../packs/words/en.ts";
import { catalogue } from "./catalogue.ts";
import { en } from "./en.ts";
import type { Words } from "./words.ts";

const url = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const read = (path: string): string => readFileSync(url(path), "utf8");
const namesIn = (folder: string, ending: string): string[] =>
  readdirSync(url(folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));

/** Files beside those of the languages. */
const OTHERS = new Set(["words", "catalogue"]);
const sources = namesIn("src/words", ".ts").filter(
  (name) => !OTHERS.has(name) && !name.endsWith(".test"),
);
const { exports: exported } = JSON.parse(read("package.json")) as {
  exports: Record<string, { types: string; default: string }>;
};
const english_names = new Intl.DisplayNames(["en"], { type: "language" });

/** Returns the files that `@x/payment-client/words/<language>` leads to, or `undefined`. */
function exportedFiles(language: string): string[] | undefined {
  const own = exported[`./words/${language}`];
  const { types, default: script } = own ?? exported["./words/*"] ?? {};
  return types && script ? [types, script].map((path) => path.replace("*", language)) : undefined;
}

/** Where each language has to be listed, and whether it is. */
const lists: [string, (language: string) => boolean | Promise<boolean>][] = [
  [
    "`src/words/catalogue.ts`",
    (language) => [en, ...catalogue].some((words) => words.language === language),
  ],
  [
    "the result pages of the server (`payment-server/src/pages/words/catalogue.ts`)",
    (language) => Object.hasOwn(CATALOGUE, language),
  ],
  ["`exports` in package.json", (language) => exportedFiles(language) !== undefined],
  [
    "the built files that `exports` names: run `pnpm build`",
    (language) => (exportedFiles(language) ?? []).every((path) => existsSync(url(path))),
  ],
  [
    "the built file `dist/words/<language>.js`, under its own name",
    async (language) => {
      const file = url(`dist/words/${language}.js`);
      if (!existsSync(file)) return false;
      const built = (await import(file.href)) as Record<string, Words | undefined>;
      return built[language]?.language === language;
    },
  ],
  [
    "the README's list of languages",
    (language) => {
      const [sentence = ""] = /It speaks .+/.exec(read("README.md")) ?? [];
      return sentence.includes(english_names.of(language) ?? language);
    },
  ],
  [
    "`src/packs/words/catalogue.ts`",
    (language) => [packs_en, ...packs_catalogue].some((words) => words.language === language),
  ],
  [
    "the sheet of all states (`states/sheet.js`)",
    (language) => (/LANGUAGES = .+/.exec(read("states/sheet.js"))?.[0] ?? "").includes(language),
  ],
];

describe("every language of `src/words` is in", () => {
  test.each(lists)("%s", async (_, has) => {
    expect(sources.length).toBeGreaterThan(5);
    const missing = [];
    for (const language of sources) if (!(await has(language))) missing.push(language);
    expect(missing).toEqual([]);
  });
});

describe("every language has a file in `src/words`, if it is in", () => {
  const named = Object.keys(exported).flatMap((entry) => /^\.\/words\/([^*]+)$/.exec(entry)?.[1]);
  test.each([
    ["`src/words/catalogue.ts`", catalogue.map(({ language }) => language)],
    ["the result pages of the server", Object.keys(CATALOGUE)],
    ["`exports` in package.json", named.filter((name) => name !== undefined)],
    ["`dist/words`", namesIn("dist/words", ".js").filter((name) => !OTHERS.has(name))],
  ])("%s", (_, languages) => {
    expect(languages.filter((language) => !sources.includes(language))).toEqual([]);
  });
});
