import { describe, expect, test } from "vitest";
import { PAYMENT } from "../../test/money-rule.ts";
import type { BuyerStage } from "../core/buyer-stage.ts";
import type { Payment } from "../core/payment.ts";
import type { ResultPage } from "../http/call.ts";
import { viewOf, type ResultView } from "./view.ts";

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;

/** Returns the view of a payment in a stage, which was last written `age` ago. */
function view(
  stage: BuyerStage,
  age: number,
  { stay = false, ...fields }: Partial<Payment> & { stay?: boolean } = {},
): ResultView {
  const payment = { ...PAYMENT, return_to: "https://shop.example/", ...fields };
  const page: ResultPage = {
    language: "de",
    now: NOW,
    stay,
    check_url: "/check",
    stay_url: "/stay",
    next_url: "/next",
    pause_s: 4,
  };
  return viewOf({ payment: { ...payment, updated_at: NOW - age }, stage }, page, undefined);
}

describe("a confirmation counts as slow", () => {
  test.each([
    [0, "confirming"],
    [5 * MINUTE, "confirming"],
    [5 * MINUTE + 1, "slow"],
    // The clock was set back since the last write.
    [-MINUTE, "confirming"],
  ])("%i ms after the last write: %s", (age, state) => {
    expect(view("confirming", age).state).toBe(state);
  });

  test("and nothing else does", () => {
    for (const stage of ["unpaid", "bank", "crediting", "held", "paid"] as const)
      expect(view(stage, 50 * MINUTE).state).toBe(stage);
  });
});

describe("a page reloads by itself", () => {
  test.each<[BuyerStage, number, number | null]>([
    ["confirming", 0, 4],
    ["confirming", 5 * MINUTE, 4],
    ["confirming", 5 * MINUTE + 1, 10],
    ["confirming", 60 * MINUTE, 10],
    ["confirming", 60 * MINUTE + 1, null],
    ["crediting", 0, 4],
    ["crediting", 60 * MINUTE, 4],
    ["crediting", 60 * MINUTE + 1, null],
    ["unpaid", 0, null],
    ["bank", 0, null],
    ["held", 0, null],
    ["failed", 0, null],
    ["canceled", 0, null],
    ["expired", 0, null],
    ["dismissed", 0, null],
  ])("%s, %i ms after the last write: %s", (stage, age, seconds) => {
    expect(view(stage, age).refresh_s).toBe(seconds);
  });
});

describe("a paid page goes back to the shop", () => {
  test("after ten seconds, however old the payment is", () => {
    expect(view("paid", 0).refresh_s).toBe(10);
    expect(view("paid", 600 * MINUTE).refresh_s).toBe(10);
  });

  test("but not without an address, or if the buyer has chosen to stay", () => {
    expect(view("paid", 0, { return_to: null }).refresh_s).toBeNull();
    expect(view("paid", 0, { stay: true }).refresh_s).toBeNull();
  });
});

describe("a link that belongs to no payment", () => {
  const page: ResultPage = {
    language: "en",
    now: NOW,
    stay: false,
    check_url: "",
    stay_url: "",
    next_url: "",
    pause_s: 4,
  };

  test("has a state of its own, no payment, and stays", () => {
    const { payment, state, refresh_s, words } = viewOf(null, page, undefined);
    expect([payment, state, refresh_s]).toEqual([null, "not_found", null]);
    expect(words.states.not_found.title).not.toBe("");
  });

  test("the shop's own texts replace those of its language, and of no other", () => {
    const own = { title: "Nothing", text: "There is nothing here." };
    const texts = { en: { not_found: own }, de: { paid: own } };
    const { words } = viewOf(null, page, texts);
    expect(words.states.not_found).toEqual(own);
    expect(words.states.paid).toEqual(viewOf(null, page, undefined).words.states.paid);
  });
});
