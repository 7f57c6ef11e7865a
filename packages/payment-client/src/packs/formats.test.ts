import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fill } from "./context.ts";
import { formatsFor } from "./formats.ts";
import { describePayment, receiptOf } from "./past-payments.ts";
import { payment } from "../../test/packs-records.ts";
import { catalogue } from "./words/catalogue.ts";
import { en } from "./words/en.ts";

/** Replaces the spaces that do not break, which differ between versions of the data. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("a price", () => {
  test.each([
    ["en", 500, "USD", "$5.00"],
    ["en", 1_234_567, "USD", "$12,345.67"],
    ["de", 1_234_567, "USD", "12.345,67 $"],
    ["fr", 1_234_567, "USD", "12 345,67 $"],
    ["ja", 1_500, "JPY", "¥1,500"],
    ["en", 1_234, "KWD", "KWD 1.234"],
    ["en", 500, "not a currency", "500 not a currency"],
  ])("in %s: %d of %s is %s", (language, minor, currency, text) => {
    expect(plain(formatsFor(language).money(minor, currency)).replace("￥", "¥")).toBe(text);
  });

  test.each([
    ["en", 0.9, "0.90 ¢"],
    ["en", 99.994, "99.99 ¢"],
    ["en", 100, "$1.00"],
    ["en", 12_345, "$123.45"],
    ["de", 0.91, "0,91 ¢"],
  ])("of one unit in %s: %d cents are %s", (language, cents, text) => {
    expect(plain(formatsFor(language).unitPrice(cents))).toBe(text);
  });
});

describe("a day", () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-11-29T12:00:00Z") }));
  afterEach(() => void vi.useRealTimers());

  test.each([
    ["en", "2026-11-28T12:00:00Z", "28 Nov", "28 November"],
    ["en", "2025-11-28T12:00:00Z", "28 Nov 2025", "28 November 2025"],
    ["de", "2026-11-28T12:00:00Z", "28. Nov.", "28. November"],
    ["de", "2025-03-01T12:00:00Z", "1. März 2025", "1. März 2025"],
  ])("in %s: %s has its year only if it is not this one", (language, iso, short, long) => {
    const { day, longDay } = formatsFor(language);
    expect([day(iso), longDay(iso)]).toEqual([short, long]);
  });
});

test("numbers and shares are written as the language writes them", () => {
  expect([formatsFor("en").count(12_500), formatsFor("de").count(12_500)]).toEqual([
    "12,500",
    "12.500",
  ]);
  expect([formatsFor("en").percent(16), plain(formatsFor("de").percent(16))]).toEqual([
    "16%",
    "16 %",
  ]);
});

test("a language's functions are made once, and each language has its own", () => {
  expect(formatsFor("en")).toBe(formatsFor("en"));
  expect(formatsFor("de")).not.toBe(formatsFor("en"));
});

test("every language writes every kind of value, and none of them is empty", () => {
  for (const { language } of [en, ...catalogue]) {
    const { money, count, unitPrice, percent, day, longDay } = formatsFor(language);
    const written = [
      money(500),
      count(500),
      unitPrice(0.9),
      percent(16),
      day("2026-11-28T12:00:00Z"),
      longDay("2026-11-28T12:00:00Z"),
    ];
    for (const text of written) expect([language, text.trim()]).not.toContain("");
  }
});

describe("a value in the place of {}", () => {
  test.each([
    ["Buy for {}", "$5.00", {}, "Buy for $5.00"],
    ["{} to {max}", "$5", { max: "$500" }, "$5 to $500"],
    ["{} and {}", "x", {}, "x and x"],
    ["{unknown}", "x", {}, ""],
    ["{}", "$& {max}", { max: "no" }, "$& {max}"],
  ])("%j with %j and %j is %j", (text, value, more, expected) => {
    expect(fill(text, value, more)).toBe(expected);
  });
});

describe("a receipt is linked", () => {
  test("if its address is https", () => {
    const invoice_url = "https://test.dodopayments.com/invoices/payments/pay_1";
    expect(receiptOf(payment({ invoice_url }))).toBe(invoice_url);
  });

  test.each([
    null,
    "",
    "http://shop.test/1",
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "HTTPS://x",
  ])("and %j is not", (invoice_url) => {
    const paid = payment({ invoice_url });
    expect([receiptOf(paid), describePayment(paid).detail]).toEqual([undefined, "reference"]);
  });
});
