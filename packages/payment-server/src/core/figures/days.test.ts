import { describe, expect, test } from "vitest";
import { PaymentError } from "../../errors.ts";
import { completeRange, dayOf, daysOf, isDay } from "./days.ts";

const NOW = Date.parse("2026-11-29T12:04:00Z");

describe("a day of the calendar", () => {
  test.each(["1970-01-01", "2024-02-29", "2026-12-31", "2000-02-29"])("%s", (text) => {
    expect(isDay(text)).toBe(true);
  });

  test.each([
    "2026-02-29",
    "2100-02-29",
    "2026-11-31",
    "2026-13-01",
    "2026-00-01",
    "2026-01-00",
    "1969-12-31",
    "2026-1-1",
    "2026-11-29T00:00:00Z",
    "29.11.2026",
    "2026",
    "",
  ])("is not %j", (text) => {
    expect(isDay(text)).toBe(false);
  });
});

test("the day of a time is that of UTC", () => {
  const at = (time: string): string => dayOf(Date.parse(time));
  expect(at("2026-11-29T00:00:00Z")).toBe("2026-11-29");
  expect(at("2026-11-28T23:59:59.999Z")).toBe("2026-11-28");
  expect(at("2026-11-29T01:30:00+02:00")).toBe("2026-11-28");
});

describe("a range that was not given", () => {
  test("is the last 30 days with today", () => {
    const range = completeRange({}, NOW);
    expect(range).toEqual({ from: "2026-10-31", to: "2026-11-29" });
    expect(daysOf(range)).toHaveLength(30);
  });

  test("begins 30 days before the end that was given, but not before 1970", () => {
    expect(completeRange({ to: "2026-03-01" }, NOW).from).toBe("2026-01-31");
    expect(completeRange({ to: "1970-01-10" }, NOW).from).toBe("1970-01-01");
  });

  test("ends today if only its begin was given", () => {
    expect(completeRange({ from: "2026-11-29" }, NOW)).toEqual({
      from: "2026-11-29",
      to: "2026-11-29",
    });
  });
});

describe("a range of days", () => {
  const refused = (from: string, to: string): unknown => {
    try {
      return completeRange({ from, to }, NOW);
    } catch (error) {
      return error;
    }
  };

  test("may have 366 days and no more", () => {
    expect(completeRange({ from: "2024-01-01", to: "2024-12-31" }, NOW).from).toBe("2024-01-01");
    const error = refused("2024-01-01", "2025-01-01");
    expect(error).toBeInstanceOf(PaymentError);
    expect(error).toMatchObject({
      code: "invalid_request",
      message:
        "`from` and `to` must be days such as 2026-11-29, `to` not before `from`, at most 366 days.",
    });
  });

  test.each([
    ["2026-11-29", "2026-11-28"],
    ["never", "2026-11-28"],
    ["2026-11-28", "never"],
    ["2026-11-28T00:00:00Z", "2026-11-29"],
  ])("cannot go from %s to %s", (from, to) => {
    expect(refused(from, to)).toMatchObject({ code: "invalid_request" });
  });

  test("cannot end on what is no day if only its end was given", () => {
    expect(() => completeRange({ to: "never" }, NOW)).toThrow("must be days such as 2026-11-29");
  });

  test("lists each day once, over the end of February and of a year", () => {
    expect(daysOf({ from: "2024-02-28", to: "2024-03-01" })).toEqual([
      "2024-02-28",
      "2024-02-29",
      "2024-03-01",
    ]);
    expect(daysOf({ from: "2026-12-31", to: "2027-01-01" })).toEqual(["2026-12-31", "2027-01-01"]);
    expect(daysOf({ from: "2026-11-29", to: "2026-11-29" })).toEqual(["2026-11-29"]);
  });
});
