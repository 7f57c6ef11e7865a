import { describe, expect, test } from "vitest";
import { call, codeOf } from "../../test/api.ts";
import { createBench, openSession, start, topup } from "../../test/bench.ts";
import { createDodoEmulator } from "../emulator.ts";
import type { DiscountSeed } from "./discount.ts";

/** What a checkout of an amount with codes costs, or Dodo's code of the refusal. */
async function total(
  discounts: readonly DiscountSeed[],
  codes: readonly string[],
  amount = 5000,
): Promise<unknown> {
  const { sdk } = createBench({ discounts });
  const body = topup(amount, { discount_codes: [...codes] });
  return await sdk.checkoutSessions.preview(body).then(
    ({ total_price }) => total_price,
    ({ error }) => error.code,
  );
}

describe("a percentage takes off basis points", () => {
  test.each([
    [1, 5000, 4999],
    [1, 10_000, 9999],
    [50, 5000, 4975],
    [3333, 100, 67],
    [5000, 5001, 2500],
    [9900, 5000, 50],
    [10_000, 5000, 0],
    [250, 2147, 2093],
  ])("%i of %i cents leave %i", async (amount, price, left) => {
    expect(await total([{ code: "X", amount }], ["X"], price)).toBe(left);
  });
});

describe("a flat code takes off US cents, and no more than the price", () => {
  test.each([
    [1, 4999],
    [4950, 50],
    [5000, 0],
    [9_000_000, 0],
  ])("%i of 5000 leave %i", async (amount, left) => {
    expect(await total([{ code: "X", type: "flat", amount }], ["X"])).toBe(left);
  });

  test("that are converted to the currency of the product", async () => {
    const { sdk } = createBench({
      discounts: [{ code: "TEN", type: "flat", amount: 1000 }],
      products: [{ product_id: "pdt_topup", currency: "EUR", price: 8600 }],
    });
    expect(
      (await sdk.checkoutSessions.preview({ ...topup(), discount_codes: ["TEN"] })).total_price,
    ).toBe(7740);
  });
});

test.each(["HALF", "half", "Half", "hAlF"])(
  "the case of a code such as %s does not matter",
  async (code) => {
    expect(await total([{ code: "Half", amount: 5000 }], [code])).toBe(2500);
  },
);

describe("a code applies", () => {
  const moment = new Date(start).toISOString();
  const later = new Date(start + 1).toISOString();
  test.each([
    ["until the moment before it expires", { expires_at: later }, 2500],
    ["not from the moment it expires", { expires_at: moment }, "DISCOUNT_CODE_EXPIRED"],
    ["from exactly its minimum subtotal", { minimum_subtotal: 5000 }, 2500],
    [
      "not a cent below its minimum subtotal",
      { minimum_subtotal: 5001 },
      "DISCOUNT_MINIMUM_SUBTOTAL_NOT_MET",
    ],
    ["to one of its products", { restricted_to: ["pdt_other", "pdt_topup"] }, 2500],
    [
      "not to another product",
      { restricted_to: ["pdt_other"] },
      "DISCOUNT_NOT_AVAILABLE_FOR_PRODUCT",
    ],
    [
      "to no product if its list is empty",
      { restricted_to: [] },
      "DISCOUNT_NOT_AVAILABLE_FOR_PRODUCT",
    ],
    ["while it may be used once more", { usage_limit: 1 }, 2500],
    ["never if it may not be used", { usage_limit: 0 }, "DISCOUNT_CODE_USAGE_LIMIT_EXCEEDED"],
  ])("%s", async (_, rule, expected) => {
    expect(await total([{ code: "X", amount: 5000, ...rule }], ["X"])).toBe(expected);
  });

  test("to a cart with one of its products, and then takes off of all lines", async () => {
    const bench = createBench({
      products: [{ product_id: "pdt_topup" }, { product_id: "pdt_book", price: 1000 }],
      discounts: [{ code: "BOOK", amount: 5000, restricted_to: ["pdt_book"] }],
    });
    const product_cart = [...topup().product_cart, { product_id: "pdt_book", quantity: 1 }];
    const preview = await bench.sdk.checkoutSessions.preview({
      product_cart,
      discount_codes: ["BOOK"],
    });
    expect(preview.total_price).toBe(3000);
  });

  test("at the moment of the payment too: one that expired meanwhile is refused", async () => {
    const bench = createBench({
      discounts: [{ code: "X", amount: 5000, expires_at: new Date(start + 60_000).toISOString() }],
    });
    const session_id = await openSession(bench.sdk, 5000, { discount_codes: ["X"] });
    bench.clock.advance(60_000);
    expect(await codeOf(bench.dodo.pay(session_id))).toBe("DISCOUNT_CODE_EXPIRED");
    expect(bench.dodo.deliveries).toEqual([]);
  });
});

describe("stacked codes", () => {
  const seeds: DiscountSeed[] = [
    { code: "HALF", amount: 5000 },
    { code: "TENTH", amount: 1000 },
    { code: "FIVE", type: "flat", amount: 500 },
    { code: "BIG", amount: 1000, minimum_subtotal: 5000 },
  ];
  test.each([
    [["HALF", "FIVE"], 2000],
    [["FIVE", "HALF"], 2250],
    [["HALF", "TENTH"], 2250],
    [["HALF", "HALF"], 1250],
    [["HALF", "BIG"], 2250],
    [["HALF", "NOPE"], "INVALID_DISCOUNT_CODE"],
    [[], 5000],
  ])("%j cost %s", async (codes, expected) => {
    expect(await total(seeds, codes)).toBe(expected);
  });

  test("up to 20 are accepted, 21 are not", async () => {
    const bench = createBench({ discounts: [{ code: "X", amount: 1 }] });
    const send = (count: number): Promise<{ status: number }> =>
      call(bench, "POST", "/checkouts", {
        ...topup(),
        discount_codes: Array.from({ length: count }, () => "X"),
      });
    expect([(await send(20)).status, (await send(21)).status]).toEqual([200, 422]);
  });
});

test("a payment lists its codes with every field of Dodo's discount, and the first one's id", async () => {
  const { dodo, sdk } = createBench({
    business_id: "bus_mine",
    discounts: [
      {
        code: "Welcome",
        name: "Welcome!",
        amount: 1000,
        usage_limit: 5,
        expires_at: "2027-01-01T00:00:00Z",
        restricted_to: ["pdt_topup"],
      },
      { code: "FIVE", type: "flat", amount: 500 },
    ],
  });
  const { payment_id } = await dodo.pay(
    await openSession(sdk, 5000, { discount_codes: ["welcome", "FIVE"] }),
  );
  const payment = await sdk.payments.retrieve(payment_id);
  expect(payment.discounts).toEqual([
    {
      amount: 1000,
      business_id: "bus_mine",
      code: "Welcome",
      created_at: "2026-11-23T08:00:00.000000Z",
      cycles_remaining: null,
      discount_id: expect.stringMatching(/^dsc_\w{21}$/),
      expires_at: "2027-01-01T00:00:00Z",
      metadata: {},
      name: "Welcome!",
      position: 0,
      preserve_on_plan_change: false,
      restricted_to: ["pdt_topup"],
      subscription_cycles: null,
      times_used: 0,
      type: "percentage",
      usage_limit: 5,
    },
    expect.objectContaining({
      code: "FIVE",
      type: "flat",
      position: 1,
      name: null,
      usage_limit: null,
      expires_at: null,
      restricted_to: [],
    }),
  ]);
  expect(payment.discount_id).toBe(payment.discounts?.[0]?.discount_id);
});

test("a flat discount above the price is refused as one, with a code as without", async () => {
  const { dodo, sdk } = createBench({ discounts: [{ code: "HALF", amount: 5000 }] });
  for (const session of [{}, { discount_codes: ["HALF"] }])
    await expect(
      dodo.pay(await openSession(sdk, 5000, session), { discount: 6000 }),
    ).rejects.toThrow("the discount is larger than the price");
});

test("a flat discount without a code comes after the codes, with a position of its own", async () => {
  const { dodo, sdk } = createBench({ discounts: [{ code: "HALF", amount: 5000 }] });
  const { discounts } = await dodo.pay(await openSession(sdk, 5000, { discount_codes: ["HALF"] }), {
    discount: 1000,
  });
  expect(discounts).toMatchObject([
    { code: "HALF", position: 0 },
    { code: "EMULATED", type: "flat", amount: 1000, position: 1 },
  ]);
});

describe("a code is used", () => {
  test.each([
    ["succeeded", "DISCOUNT_CODE_USAGE_LIMIT_EXCEEDED"],
    ["failed", "no error"],
    ["cancelled", "no error"],
    ["processing", "no error"],
  ] as const)("by a payment that is %s: a second one is %s", async (result, code) => {
    const { dodo, sdk } = createBench({
      discounts: [{ code: "ONCE", amount: 5000, usage_limit: 1 }],
    });
    await dodo.pay(await openSession(sdk, 5000, { discount_codes: ["ONCE"] }), { result });
    expect(await codeOf(openSession(sdk, 5000, { discount_codes: ["ONCE"] }))).toBe(code);
  });

  test("by a payment that succeeds later, and not any more after reset()", async () => {
    const { dodo, sdk } = createBench({
      discounts: [{ code: "ONCE", amount: 5000, usage_limit: 1 }],
    });
    const once = { discount_codes: ["once"] };
    const { payment_id } = await dodo.pay(await openSession(sdk, 5000, once), {
      result: "processing",
    });
    await dodo.finish(payment_id, "succeeded");
    expect(await codeOf(openSession(sdk, 5000, once))).toBe("DISCOUNT_CODE_USAGE_LIMIT_EXCEEDED");
    dodo.reset();
    expect(await codeOf(openSession(sdk, 5000, once))).toBe("no error");
  });
});

test.each([
  [{ amount: 0 }, "basis points, at most 10000"],
  [{ amount: -1 }, "basis points"],
  [{ amount: 10_001 }, "basis points"],
  [{ amount: 1.5 }, "basis points"],
  [{ type: "flat", amount: 0.5 }, "US cents"],
  [{ type: "flat", amount: NaN }, "US cents"],
] as const)("a code like %j is refused at construction, with the unit", (seed, unit) => {
  expect(() => createDodoEmulator({ discounts: [{ code: "BAD", ...seed }] })).toThrow(
    `discount BAD: amount must be a whole number of ${unit}`,
  );
});
