import { describe, expect, test } from "vitest";
import { savingOf, unitOf } from "./prices.ts";

const small = { usd_cents: 500, credits: 500 };
const medium = { usd_cents: 2_000, credits: 2_200 };
const large = { usd_cents: 5_000, credits: 6_000 };

describe("a saving", () => {
  test("is that against the dearest pack, rounded down", () => {
    const packs = [small, medium, large];
    expect(packs.map((pack) => savingOf(pack, packs))).toEqual([0, 9, 16]);
  });

  test("is exact where it is whole", () => {
    for (let percent = 0; percent < 100; percent += 1) {
      const pack = { usd_cents: 7 * (100 - percent), credits: 700 };
      expect(savingOf(pack, [pack, { usd_cents: 700, credits: 700 }])).toBe(percent);
    }
  });

  test("is never more than is true, whatever the prices are", () => {
    for (let price = 1; price < 200; price += 3)
      for (let credits = 1; credits < 200; credits += 7) {
        const pack = { usd_cents: price, credits };
        const saving = savingOf(pack, [pack, small]);
        expect(saving / 100).toBeLessThanOrEqual(Math.max(0, 1 - price / credits) + 1e-12);
        expect(saving).toBeGreaterThanOrEqual(0);
      }
  });
});

test.each([
  [[small, medium, large], 1],
  [[{ usd_cents: 2_000, credits: 200_000 }], 100],
  [[{ usd_cents: 2_000, credits: 10_000_000 }], 1_000],
  [[{ usd_cents: 2_000, credits: 4_000_000_000 }], 1_000_000],
  // One unit for all: that of the cheapest, so that its two decimals mean something.
  [[small, { usd_cents: 2_000, credits: 200_000 }], 100],
])("the prices of %j are compared for %i credits", (packs, unit) => {
  expect(unitOf(packs)).toBe(unit);
});
