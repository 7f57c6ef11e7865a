// The amount that a buyer types: when it is one, when it is refused, and when it is bought.
import { describe, expect, test } from "vitest";
import type { OwnAmount } from "./offer.ts";
import { OwnEntry } from "./own-entry.ts";

const BOUNDS: OwnAmount = { min_usd_cents: 500, max_usd_cents: 50_000, credits_per_usd: 100 };

/** An entry with the number of its drawings and of the payments that it has started. */
interface EntryBench {
  entry: OwnEntry;
  drawings: number;
  payments: number;
  prevented: number;
  type(text: string): void;
  submit(): void;
}

function entryBench(bounds: OwnAmount | null | undefined = BOUNDS, language = "en"): EntryBench {
  const bench: EntryBench = {
    entry: new OwnEntry({
      update: () => void (bench.drawings += 1),
      bounds: () => bounds,
      language: () => language,
      pay: () => void (bench.payments += 1),
    }),
    drawings: 0,
    payments: 0,
    prevented: 0,
    type: (value) => bench.entry.type({ target: { value } } as unknown as Event),
    submit: () =>
      bench.entry.submit({ preventDefault: () => void (bench.prevented += 1) } as unknown as Event),
  };
  return bench;
}

describe("an amount", () => {
  test.each([
    ["5", 500],
    ["5.00", 500],
    ["500", 50_000],
    ["12.50", 1_250],
    ["12,50", 1_250],
    [" $ 20 ", 2_000],
  ])("of %j within the bounds is %d cents", (text, cents) => {
    const bench = entryBench();
    bench.type(text);
    expect(bench.entry.usd_cents).toBe(cents);
    expect(bench.entry.choose()).toEqual({ usd_cents: cents });
  });

  test.each(["", "4.99", "500.01", "0", "-20", "abc", "1e2", "20.001", "five"])(
    "of %j is none, and would buy nothing",
    (text) => {
      const bench = entryBench();
      bench.type(text);
      expect(bench.entry.usd_cents).toBeUndefined();
      expect(bench.entry.choose()).toEqual({ usd_cents: 0 });
    },
  );

  test("is read as the language of the page writes it", () => {
    const german = entryBench({ ...BOUNDS, max_usd_cents: 500_000 }, "de");
    german.type("1.250");
    const english = entryBench({ ...BOUNDS, max_usd_cents: 500_000 });
    english.type("1,250");
    expect([german.entry.usd_cents, english.entry.usd_cents]).toEqual([125_000, 125_000]);
  });

  test.each([null, undefined])("is none where no amount is sold (%s)", (bounds) => {
    const made = new OwnEntry({
      update: () => undefined,
      bounds: () => bounds,
      language: () => "en",
      pay: () => undefined,
    });
    made.text = "20";
    expect(made.usd_cents).toBeUndefined();
  });
});

describe("a refusal", () => {
  test("is not told while the buyer types, only once they have left the field", () => {
    const bench = entryBench();
    bench.type("3");
    expect(bench.entry.is_refused).toBe(false);
    bench.entry.leave();
    expect(bench.entry.is_refused).toBe(true);
  });

  test("ends as soon as the amount is one, and does not come back while it is typed on", () => {
    const bench = entryBench();
    bench.type("3");
    bench.entry.leave();
    bench.type("30");
    expect(bench.entry.is_refused).toBe(false);
    bench.type("3");
    expect(bench.entry.is_refused).toBe(false);
  });

  test("is not told about an empty field", () => {
    const bench = entryBench();
    bench.type("  ");
    bench.entry.leave();
    expect(bench.entry.is_refused).toBe(false);
  });

  test("stays while the amount is wrong in another way", () => {
    const bench = entryBench();
    bench.type("3");
    bench.entry.leave();
    bench.type("3x");
    expect(bench.entry.is_refused).toBe(true);
  });
});

describe("Enter", () => {
  test("buys an amount within the bounds, and never leaves the page by itself", () => {
    const bench = entryBench();
    bench.type("12.50");
    bench.submit();
    expect([bench.payments, bench.prevented]).toEqual([1, 1]);
  });

  test("buys nothing outside of them, and says so", () => {
    const bench = entryBench();
    bench.type("3");
    bench.submit();
    expect([bench.payments, bench.prevented, bench.entry.is_refused]).toEqual([0, 1, true]);
  });

  test("buys nothing in an empty field", () => {
    const bench = entryBench();
    bench.submit();
    expect([bench.payments, bench.entry.is_refused]).toEqual([0, false]);
  });
});

test("each change is drawn", () => {
  const bench = entryBench();
  bench.type("1");
  bench.type("12");
  bench.entry.leave();
  expect(bench.drawings).toBe(3);
});
