import { describe, expect, test } from "vitest";
import type { Minor, Report } from "./report.ts";
import type { Verdict } from "./verdict.ts";
import { judge, match, mismatch } from "../../test/money-rule.ts";

describe("[M01] the net is the paid amount minus the tax on top", () => {
  test.each<[total: number, tax: Minor, expected: Verdict]>([
    [5_413, 413, match(5_000)],
    [5_000, 0, match(5_000)],
    [5_001, 0, match(5_001)],
    [10_000, 826, match(9_174)],
    [4_999, 0, mismatch("underpaid", 4_999)],
    [5_412, 413, mismatch("underpaid", 4_999)],
    [2_500, 0, mismatch("underpaid", 2_500)],
    [0, 0, mismatch("underpaid", 0)],
    [413, 413, mismatch("underpaid", 0)],
    [413, 414, mismatch("unknown_amount", null)],
  ])("%i with %s of tax", (total_minor, tax_minor, expected) => {
    expect(judge({ total_minor, tax_minor })).toEqual(expected);
  });

  test.each<[name: string, paid: Partial<Report>, expected: Verdict]>([
    [
      "no tax, and none on the other side",
      { tax_minor: null, settlement_minor: 5_000, settlement_tax_minor: null },
      match(5_000),
    ],
    [
      "no tax, and tax on the other side",
      { tax_minor: null, settlement_minor: 5_000, settlement_tax_minor: 413 },
      mismatch("unknown_amount", null),
    ],
    [
      "no tax, and tax of an unknown gross",
      { tax_minor: null, settlement_minor: null, settlement_tax_minor: 413 },
      mismatch("unknown_amount", null),
    ],
    [
      "no tax, and a share of tax below one cent",
      {
        tax_minor: null,
        settlement_currency: "JPY",
        settlement_minor: 500_001,
        settlement_tax_minor: 100,
      },
      match(5_000),
    ],
  ])("[F07] the tax in the buyer's currency: %s", (_, paid, expected) => {
    expect(judge({ total_minor: 5_000, ...paid })).toEqual(expected);
    expect(judge({ total_minor: 5_000, ...paid }, { tax_inclusive: true })).toEqual(match(5_000));
  });

  test("the tolerance for a converted payment does not apply to one in USD", () => {
    expect(judge({ total_minor: 5_412 }, {}, { conversion_tolerance_bps: 1_000 })).toEqual(
      mismatch("underpaid", 4_999),
    );
  });
});

describe("[M02] another currency is judged by its settlement in USD, never by its own amount", () => {
  const rupees = { currency: "INR", total_minor: 5_413, tax_minor: 413 };
  test.each<[name: string, settled: Partial<Report>, tolerance: number, expected: Verdict]>([
    ["settled in full", { settlement_minor: 5_413, settlement_tax_minor: 413 }, 0, match(5_000)],
    [
      "equal figures, but cents",
      { settlement_minor: 65, settlement_tax_minor: 5 },
      0,
      mismatch("underpaid", 60),
    ],
    [
      "one cent of rounding",
      { settlement_minor: 5_412, settlement_tax_minor: 413 },
      0,
      match(4_999),
    ],
    [
      "two cents",
      { settlement_minor: 5_411, settlement_tax_minor: 413 },
      0,
      mismatch("underpaid", 4_998),
    ],
    [
      "two cents within the host's tolerance",
      { settlement_minor: 5_411, settlement_tax_minor: 413 },
      4,
      match(4_998),
    ],
    [
      "three cents, beyond it",
      { settlement_minor: 5_410, settlement_tax_minor: 413 },
      4,
      mismatch("underpaid", 4_997),
    ],
    [
      "settled in another currency",
      { settlement_currency: "EUR", settlement_minor: 5_413 },
      0,
      mismatch("currency", null),
    ],
    [
      "settled in no currency",
      { settlement_currency: null, settlement_minor: 5_413 },
      0,
      mismatch("currency", null),
    ],
    ["no settlement", { settlement_minor: null }, 0, mismatch("unknown_amount", null)],
  ])("%s", (_, settled, conversion_tolerance_bps, expected) => {
    expect(judge({ ...rupees, ...settled }, {}, { conversion_tolerance_bps })).toEqual(expected);
  });

  test("no currency at all", () => {
    expect(judge({ currency: null })).toEqual(mismatch("unknown_amount", null));
  });
});

describe("[M03] tax hides no discount", () => {
  test.each<[total: number, tax: number, expected: Verdict]>([
    [5_000, 413, mismatch("discounted", 4_587)],
    [5_399, 400, mismatch("discounted", 4_999)],
    [5_413, 413, match(5_000)],
  ])("%i with %i of tax, discounted", (total_minor, tax_minor, expected) => {
    expect(judge({ total_minor, tax_minor, discounted: true })).toEqual(expected);
  });
});

describe("[M04] the net of a price that includes its tax is the full amount", () => {
  test.each<[total: number, tax: Minor, tax_inclusive: boolean | null, expected: Verdict]>([
    [5_000, 413, true, match(5_000)],
    [5_000, 413, false, mismatch("underpaid", 4_587)],
    [5_000, 413, null, mismatch("underpaid", 4_587)],
    [4_999, 413, true, mismatch("underpaid", 4_999)],
    [5_413, 413, false, match(5_000)],
  ])("%i with %s of tax, inclusive: %s", (total_minor, tax_minor, tax_inclusive, expected) => {
    expect(judge({ total_minor, tax_minor }, { tax_inclusive })).toEqual(expected);
  });

  test("of a converted payment, too", () => {
    const rupees = { currency: "INR", settlement_minor: 5_000, settlement_tax_minor: 413 };
    expect(judge(rupees, { tax_inclusive: true })).toEqual(match(5_000));
    expect(judge(rupees, { tax_inclusive: false })).toEqual(mismatch("underpaid", 4_587));
  });
});
