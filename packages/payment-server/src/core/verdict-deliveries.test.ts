/** What a delivery must say to be judged, and which ids of a report contradict our row. */
import { describe, expect, test } from "vitest";
import { judge, match, mismatch, PAYMENT, topup } from "../../test/money-rule.ts";
import type { Payment } from "./payment.ts";
import type { Report } from "./report.ts";
import { differs, saleOf } from "./verdict.ts";

const INCOMPLETE = { kind: "incomplete" };
/** A payment in rupees that was settled in dollars. */
const RUPEES: Partial<Report> = { currency: "INR", total_minor: 500_000, tax_minor: 41_300 };

describe("a delivery is judged", () => {
  test.each<[string, Partial<Report>, number]>([
    [
      "in USD, without its settlement",
      { settlement_minor: null, settlement_tax_minor: null },
      5_000,
    ],
    ["in USD, with a settlement in euros", { settlement_currency: "EUR" }, 5_000],
    ["converted, without the buyer's tax", { ...RUPEES, tax_minor: null }, 5_000],
    ["converted, without the buyer's total", { ...RUPEES, total_minor: null }, 5_000],
  ])("%s", (_, fields, net_minor) => {
    expect(judge({ source: "delivery", ...fields })).toEqual(match(net_minor));
  });
});

describe("a delivery waits for the answer of the API", () => {
  const silent: Partial<Report> = { settlement_minor: null, settlement_tax_minor: null };

  test.each<[string, Partial<Report>]>([
    ["without its lines", { lines: null }],
    ["without its currency", { currency: null }],
    ["without its session", { provider_session_id: null }],
    ["in USD, without its total", { ...silent, total_minor: null }],
    ["in USD, without its tax", { ...silent, tax_minor: null }],
    ["in USD, with a tax that is no amount", { ...silent, tax_minor: "malformed" }],
    ["converted, without its settlement", { ...RUPEES, settlement_minor: null }],
    ["converted, without any tax", { ...RUPEES, tax_minor: null, settlement_tax_minor: null }],
    ["with reversals that cannot be read", { reversals_known: false }],
    ["not settled in USD", { currency: "EUR", settlement_currency: "EUR" }],
  ])("%s", (_, fields) => {
    expect(judge({ source: "delivery", ...fields })).toEqual(INCOMPLETE);
  });

  test("which is the last word, and is judged as it is", () => {
    expect(judge({ currency: "EUR", settlement_currency: "EUR" })).toEqual(
      mismatch("currency", null),
    );
    expect(judge({ total_minor: null })).toEqual(mismatch("unknown_amount", null));
  });
});

describe("an id that one side does not know contradicts nothing:", () => {
  test.each<[string, Partial<Report>, Partial<Payment>]>([
    ["our row has no business", {}, { business_id: null }],
    ["the report has no business", { business_id: null }, {}],
    ["neither has one", { business_id: null }, { business_id: null }],
    ["our row has no session", {}, { provider_session_id: null }],
    ["the report has no session", { provider_session_id: null }, {}],
  ])("%s", (_, report, payment) => {
    expect(judge(report, payment)).toEqual(match(5_000));
  });

  test("one that both know does, with the money that has arrived", () => {
    expect(judge({ business_id: "bus_2" })).toEqual(mismatch("environment", 5_000));
    expect(judge({ provider_session_id: "cks_2" })).toEqual(mismatch("session_mismatch", 5_000));
  });

  test("and without an amount if it is not known", () => {
    expect(judge({ business_id: "bus_2", total_minor: null })).toEqual(
      mismatch("environment", null),
    );
  });
});

describe("a tax that only the other side states", () => {
  test("makes a conversion unknown, also if ours is rounded to zero", () => {
    expect(judge({ ...RUPEES, settlement_tax_minor: 0 })).toEqual(mismatch("unknown_amount", null));
    expect(judge({ ...RUPEES, tax_minor: 0, settlement_tax_minor: 0 })).toEqual(match(5_413));
  });

  test("counts once it is a whole cent of the amount, and not before", () => {
    const paid = { total_minor: 5_000, tax_minor: null, settlement_minor: 500_000 };
    expect(judge({ ...paid, settlement_tax_minor: 99 })).toEqual(match(5_000));
    expect(judge({ ...paid, settlement_tax_minor: 100 })).toEqual(mismatch("unknown_amount", null));
  });
});

describe("what a payment is for", () => {
  const accepted = { accepted_usd_cents: 4_000, accepted_credits: 700, accepted_user_id: "bob" };
  const checkout = { usd_cents: 5_000, credits: 500, user_id: "ada" };

  test("is what an administrator has accepted, each value on its own", () => {
    const released = { ...PAYMENT, released: true };
    expect(saleOf({ ...released, ...accepted })).toEqual({
      usd_cents: 4_000,
      credits: 700,
      user_id: "bob",
    });
    expect(saleOf(released)).toEqual(checkout);
    expect(saleOf({ ...released, accepted_credits: 700 })).toEqual({ ...checkout, credits: 700 });
  });

  test("is what its checkout was opened for, if it is not released", () => {
    expect(saleOf({ ...PAYMENT, ...accepted })).toEqual(checkout);
  });

  test.each([
    [{}, false],
    [{ usd_cents: 5_001 }, true],
    [{ credits: 501 }, true],
    [{ user_id: "bob" }, true],
    [{ status: "paid" }, false],
  ])("is compared with a topup by its price, credits and user: %j", (fields, different) => {
    expect(differs(PAYMENT, topup(fields))).toBe(different);
  });
});
