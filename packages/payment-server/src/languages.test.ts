import { expect, test } from "vitest";
import { findLanguage, LANGUAGES } from "./languages.ts";
import { CATALOGUE } from "./pages/words/catalogue.ts";

test.each([
  [null, null],
  ["", null],
  ["de", "de"],
  ["de-AT", "de"],
  ["fr;q=0.3, pt-BR;q=0.8, en;q=0.5", "pt"],
  ["nl, sv", null],
  ["ja;q=0, es", "es"],
  ["<script>,constructor,__proto__", null],
  ["zh-Hant-TW", "zh"],
  ["de;q=abc, ar;q=0.2", "de"],
])("Accept-Language %j is answered in %s", (header, language) => {
  expect(findLanguage(header)).toBe(language);
});

test("every language of the list has texts", () => {
  expect(Object.keys(CATALOGUE).sort()).toEqual([...LANGUAGES].sort());
});
