import { expect, test } from "vitest";
import { parseAmount } from "./amount.ts";

test.each([
  ["12.50", "en", 1_250],
  ["12,50", "en", 1_250],
  ["12,5", "de", 1_250],
  ["$ 12.50", "en", 1_250],
  ["12,50 $", "de", 1_250],
  ["US$ 12.50", "en", 1_250],
  ["5", "en", 500],
  ["1,250", "en", 125_000],
  ["1.250", "de", 125_000],
  ["1,250.50", "en", 125_050],
  ["1.250,50", "de", 125_050],
  ["1.250,50", "en", 125_050],
  ["1 250,50", "fr", 125_050],
  ["1\u202f250", "fr", 125_000],
  ["1’250.50", "de", 125_050],
  ["1,00,000.50", "hi", 10_000_050],
  ["١٢٫٥٠", "ar", 1_250],
  ["१२.५०", "hi", 1_250],
  ["１２．５０".replace("．", "."), "ja", 1_250],
])("%s in %s is %i cents", (text, language, cents) => {
  expect(parseAmount(text, language)).toBe(cents);
});

test.each([
  ["", "en"],
  ["five", "en"],
  ["-5", "en"],
  ["5e3", "en"],
  ["5.", "en"],
  ["1.250", "en"],
  ["1,250", "de"],
  ["1.25.50", "en"],
  ["1,250,50", "en"],
  ["1,2,3", "en"],
  ["12.505", "en"],
  ["Infinity", "en"],
])("%j in %s is no clear amount", (text, language) => {
  expect(parseAmount(text, language)).toBeUndefined();
});
