import { describe, expect, test } from "vitest";
import { PaymentClientError } from "../errors.ts";
import { checkOffer, creditsFor } from "./offer.ts";

const pack = { id: "small", usd_cents: 500, credits: 500 };
const own_amount = { min_usd_cents: 500, max_usd_cents: 50_000, credits_per_usd: 100 };

describe("an offer", () => {
  test.each([
    [{ packs: [pack] }],
    [{ packs: [], own_amount, balance: 0 }],
    [{ packs: [pack], own_amount: null, balance: null }],
    [{ packs: [pack], balance: -12.5, anything: "else" }],
  ])("%j can be shown", (offer) => {
    expect(checkOffer(offer).packs).toEqual(offer.packs);
  });

  test.each([
    ["packs", null],
    ["packs", "<!doctype html>"],
    ["packs", { packs: {} }],
    ["packs", { packs: [null] }],
    ["packs", { packs: [{ ...pack, id: "" }] }],
    ["packs", { packs: [pack, pack] }],
    ["packs", { packs: [{ ...pack, usd_cents: "500" }] }],
    ["packs", { packs: [{ ...pack, usd_cents: 4.99 }] }],
    ["packs", { packs: [{ ...pack, credits: 0 }] }],
    ["own_amount", { packs: [pack], own_amount: { ...own_amount, min_usd_cents: 0 } }],
    ["own_amount", { packs: [pack], own_amount: { ...own_amount, max_usd_cents: 499 } }],
    ["own_amount", { packs: [pack], own_amount: { ...own_amount, credits_per_usd: 0.1 } }],
    ["own_amount", { packs: [pack], own_amount: { ...own_amount, credits_per_usd: "all" } }],
    ["balance", { packs: [pack], balance: "3,440" }],
  ])("is refused for its %s: %j", (part, offer) => {
    let error: unknown;
    try {
      checkOffer(offer);
    } catch (thrown) {
      error = thrown;
    }
    if (!(error instanceof PaymentClientError)) throw new Error("the offer was not refused");
    expect([error.code, error.retryable]).toEqual(["invalid_offer", false]);
    expect(String(error.cause)).toMatch(new RegExp(`^${part} `));
  });
});

test.each([
  [100, 1_250, 1_250],
  [100, 29, 29],
  [1, 1_999, 19],
  [0.5, 500, 2],
  [99_999.9, 21_000, 20_999_979],
])("%d credits per dollar: %i cents buy %i credits", (credits_per_usd, cents, credits) => {
  expect(creditsFor(credits_per_usd, cents)).toBe(credits);
});
