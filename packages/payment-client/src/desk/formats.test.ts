import { afterEach, describe, expect, test, vi } from "vitest";
import { createFormats } from "./formats.ts";

const en = createFormats("en");
const de = createFormats("de");

test.each([
  [2_000, "USD", "$20.00"],
  [0, "USD", "$0.00"],
  [1_500, "JPY", "¥1,500"],
  [null, "USD", "–"],
  [5, "not a currency", "5 not a currency"],
])("%s of %s is written as %s", (minor, currency, text) => {
  expect(en.money(minor, currency)).toBe(text);
});

test.each([
  [0, "0 sec"],
  [29, "29 ms"],
  [1_380, "1.4 sec"],
  [59_400, "59 sec"],
  [101_086, "1 min 41 sec"],
  [3_600_000, "1 hr"],
  [97_200_000, "1 day 3 hr"],
])("%d ms are %s", (ms, text) => {
  expect(en.duration(ms)).toBe(text);
});

test("an age is rounded down to its largest unit, and a future time has none", () => {
  const now = Date.parse("2026-11-29T12:00:00Z");
  expect(en.age("2026-11-29T09:01:30Z", now)).toBe("2 hr");
  expect(en.age("2026-11-29T12:00:30Z", now)).toBe("0 sec");
});

test("times are those of UTC, with 24 hours in both languages", () => {
  expect(en.moment("2026-11-29T23:03:50Z")).toBe("29 Nov, 23:03:50");
  expect(de.moment("2026-11-29T23:03:50Z")).toContain("23:03:50");
});

describe("an amount", () => {
  test.each([
    [1_234_567_890, "USD", "$12,345,678.90", "12.345.678,90 $"],
    [-2_050, "USD", "-$20.50", "-20,50 $"],
    [1, "USD", "$0.01", "0,01 $"],
    [99_999, "EUR", "€999.99", "999,99 €"],
    [495_000, "INR", "₹4,950.00", "4.950,00 ₹"],
    [1_500, "KRW", "₩1,500", "1.500 ₩"],
    [1_234, "KWD", "KWD 1.234", "1,234 KWD"],
    [Number.MAX_SAFE_INTEGER, "JPY", "¥9,007,199,254,740,991", "9.007.199.254.740.991 ¥"],
  ])("of %d in %s has the decimals of its currency", (minor, currency, english, german) => {
    const plain = (text: string): string => text.replaceAll("\u00a0", " ");
    expect([plain(en.money(minor, currency)), plain(de.money(minor, currency))]).toEqual([
      english,
      german,
    ]);
  });

  test.each(["", "U", "usd dollars", "💶", "<b>"])(
    "in %j, which is no currency, is a number beside what was sent",
    (currency) => {
      expect(en.money(500, currency)).toBe(`500 ${currency}`);
    },
  );

  test("in a currency that nobody knows has its code", () => {
    expect(en.money(500, "XTS")).toContain("XTS");
  });

  test("is that of its own currency, also after another one was written", () => {
    const formats = createFormats("en");
    expect([
      formats.money(100, "JPY"),
      formats.money(100, "USD"),
      formats.money(100, "JPY"),
      formats.money(100),
    ]).toEqual(["¥100", "$1.00", "¥100", "$1.00"]);
  });
});

describe("a duration", () => {
  test.each([
    [99, "99 ms", "99 ms"],
    [100, "0.1 sec", "0,1 Sek."],
    [60_000, "1 min", "1 Min."],
    [3_599_000, "59 min 59 sec", "59 Min. 59 Sek."],
    [86_399_000, "23 hr 59 min", "23 Std. 59 Min."],
    [31_536_000_000, "365 days", "365 Tg."],
  ])("of %d ms is written in both languages", (ms, english, german) => {
    expect([en.duration(ms), de.duration(ms)]).toEqual([english, german]);
  });
});

describe("an age", () => {
  const now = Date.parse("2026-11-29T12:00:00Z");
  test.each([
    ["2026-11-29T11:59:01Z", "59 sec", "59 Sek."],
    ["2026-11-29T11:00:01Z", "59 min", "59 Min."],
    ["2026-11-28T12:00:01Z", "23 hr", "23 Std."],
    ["2026-11-26T11:00:00Z", "3 days", "3 Tg."],
    ["2026-11-29T13:00:00+02:00", "1 hr", "1 Std."],
    ["", "–", "–"],
    ["yesterday", "–", "–"],
  ])("since %j has one unit", (iso, english, german) => {
    expect([en.age(iso, now), de.age(iso, now)]).toEqual([english, german]);
  });
});

describe("a time", () => {
  afterEach(() => void vi.unstubAllEnvs());

  test("of a payment is that of UTC, wherever the reader is, since it is compared with logs", () => {
    for (const zone of ["America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati"]) {
      vi.stubEnv("TZ", zone);
      const formats = createFormats("en");
      expect([
        formats.moment("2026-11-30T00:30:05.007Z"),
        formats.exact("2026-11-30T00:30:05.007Z"),
        formats.day("2026-11-30"),
      ]).toEqual(["30 Nov, 00:30:05", "00:30:05.007", "30 Nov"]);
    }
  });

  test("of the reader's own clock is theirs", () => {
    vi.stubEnv("TZ", "Asia/Kolkata");
    expect(createFormats("en").clock(Date.parse("2026-11-29T12:00:00Z"))).toBe("17:30");
    vi.stubEnv("TZ", "Europe/Berlin");
    expect(createFormats("de").clock(Date.parse("2026-11-29T12:00:00Z"))).toBe("13:00");
  });

  test("with an offset is the same moment", () => {
    expect(en.moment("2026-11-29T01:30:00+02:00")).toBe("28 Nov, 23:30:00");
  });

  test("of midnight is 00 and not 24", () => {
    expect([en.exact("2026-11-29T00:00:00Z"), de.exact("2026-11-29T00:00:00Z")]).toEqual([
      "00:00:00.000",
      "00:00:00,000",
    ]);
  });
});

test("numbers are grouped as the language groups them", () => {
  expect([en.count(1_234_567), de.count(1_234_567), en.count(0)]).toEqual([
    "1,234,567",
    "1.234.567",
    "0",
  ]);
});
