import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { HOLD_REASONS } from "../../../../payment-server/src/explanations/hold-reasons.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import type { DeskWords } from "./words.ts";

const CORE = fileURLToPath(new URL("../../../../payment-server/src/core", import.meta.url));

/** Every text of a language, by its path. */
function textsOf(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) =>
    textsOf(inner, `${path}.${key}`),
  );
}

/** The names in braces, and the code, which no translation changes. */
const fixedParts = (text: string): string[] =>
  [...text.matchAll(/\{\w+\}|`[^`]+`/g)].map(String).toSorted();

const languages: [string, DeskWords][] = [
  ["English", en],
  ["German", de],
];

describe.each(languages)("in %s", (_, words) => {
  test("every reason to hold a payment has a title and what to look at", () => {
    expect(Object.keys(words.reasons)).toEqual(expect.arrayContaining(Object.keys(HOLD_REASONS)));
  });

  test("every action that the server writes into the audit has a text", () => {
    const files = globSync(`${CORE}/**/*.ts`).filter((path) => !path.endsWith(".test.ts"));
    const source = files.map((path) => readFileSync(path, "utf8")).join(";\n");
    const constants = new Map(
      [...source.matchAll(/const ([A-Z_]+) = "(\w+)"/g)].map(([, name, value]) => [name, value]),
    );
    const actions = [
      ...source.matchAll(/paymentChange\([^;]*?(?:"(\w+)"|\b([A-Z_]+)\b)(?:\)|,\s)/g),
    ].map(([, action, name = ""]) => action ?? constants.get(name) ?? name);
    expect(actions).toEqual(
      expect.arrayContaining(["claim", "close", "return", "reversal", "stuck"]),
    );
    expect(actions.filter((action) => !(action in words.actions))).toEqual([]);
  });

  test("no text is empty or has surrounding space", () => {
    for (const [path, text] of textsOf(words)) expect([path, text]).toEqual([path, text.trim()]);
    expect(textsOf(words).filter(([, text]) => text === "")).toEqual([]);
  });
});

test("both languages have the same texts, with the same values and code in them", () => {
  const english = new Map(textsOf(en));
  const german = new Map(textsOf(de));
  expect([...german.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  const different = [...english].filter(
    ([path, text]) =>
      JSON.stringify(fixedParts(text)) !== JSON.stringify(fixedParts(german.get(path) ?? "")),
  );
  expect(different.map(([path]) => path)).toEqual([]);
});
