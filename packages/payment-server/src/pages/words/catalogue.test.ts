/** A new language must be complete: this names the language, and the place where it is missing. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { membersOf } from "../../../test/union.ts";
import { CATALOGUE } from "./catalogue.ts";

const NOT_LANGUAGES = new Set(["catalogue", "words", "catalogue.test"]);
const spoken = Object.keys(CATALOGUE).sort();

/** The languages that have a file in a folder, sorted. */
function languagesIn(folder: string): string[] {
  return readdirSync(fileURLToPath(new URL(folder, import.meta.url)))
    .map((file) => file.replace(/\.ts$/, ""))
    .filter((name) => !NOT_LANGUAGES.has(name))
    .sort();
}

test("every language that has a file is in the catalogue", () => {
  expect(languagesIn("./")).toEqual(spoken);
});

test("every language has a file in the client, whose button speaks it", () => {
  const client = languagesIn("../../../../payment-client/src/words/");
  expect(spoken.filter((language) => !client.includes(language))).toEqual([]);
});

test("every language is named in the README", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const [, list = ""] = /result pages, which speak ([a-z, ]+) \|/.exec(readme) ?? [];
  expect(list.split(/, | and /).sort()).toEqual(spoken);
});

test("every language has a title and a text for every status, and for each part of pending", () => {
  const statuses = membersOf("PaymentStatus").filter((status) => status !== "pending");
  const states = [...statuses, "unpaid", "confirming", "slow", "bank", "not_found"];
  const missing = Object.entries(CATALOGUE).flatMap(([language, words]) =>
    states
      .filter((state) => !Object.hasOwn(words.states, state))
      .map((state) => `${language}: ${state}`),
  );
  expect(missing).toEqual([]);
});

test("every language has the placeholders of the others", () => {
  const placeholders = (value: unknown): string[] =>
    [...JSON.stringify(value).matchAll(/\{\w+\}/g)].map(String).sort();
  for (const words of Object.values(CATALOGUE))
    expect(placeholders(words)).toEqual(placeholders(CATALOGUE.en));
});
