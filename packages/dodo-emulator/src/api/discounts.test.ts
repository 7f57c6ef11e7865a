import { describe, expect, test } from "vitest";
import { codeOf } from "../../test/api.ts";
import { createBench, openSession } from "../../test/bench.ts";

test("a code is created, applied, counted, changed and deleted", async () => {
  const { dodo, sdk } = createBench();
  const created = await sdk.discounts.create({ type: "percentage", amount: 5000, code: "half" });
  expect(created).toMatchObject({
    discount_id: expect.stringMatching(/^dsc_0N/),
    code: "HALF",
    amount: 5000,
    times_used: 0,
    customer_eligibility: "any",
  });
  const paid = await dodo.pay(await openSession(sdk), { discount_codes: ["half"] });
  expect(paid.total_amount).toBe(2500);
  const { discount_id } = created;
  expect((await sdk.discounts.retrieve(discount_id)).times_used).toBe(1);
  await sdk.discounts.update(discount_id, { code: "TENTH", amount: 1000 });
  expect((await sdk.discounts.retrieveByCode("tenth")).amount).toBe(1000);
  expect(await codeOf(sdk.discounts.retrieveByCode("HALF"))).toBe("NOT_FOUND");
  await sdk.discounts.delete(discount_id);
  expect((await sdk.discounts.list()).items).toEqual([]);
});

test.each([true, false])(
  "a code is counted when its payment succeeds, and is used up then (silent: %s)",
  async (silent) => {
    const { dodo, sdk } = createBench();
    const once = { code: "ONCE", amount: 5000, usage_limit: 1 };
    const { discount_id } = await sdk.discounts.create({ type: "percentage", ...once });
    const used = async (): Promise<number> =>
      (await sdk.discounts.retrieve(discount_id)).times_used;
    const pay = async (result: "succeeded" | "failed" | "processing") =>
      await dodo.pay(await openSession(sdk), { discount_codes: ["ONCE"], result, silent });
    await pay("failed");
    const { payment_id } = await pay("processing");
    expect(await used()).toBe(0);
    await dodo.finish(payment_id, "succeeded");
    expect(await used()).toBe(1);
    await expect(pay("succeeded")).rejects.toMatchObject({
      code: expect.stringContaining("DISCOUNT"),
    });
  },
);

test("a code without a limit is counted for each payment that succeeds, announced or not", async () => {
  const { dodo, sdk } = createBench();
  const { discount_id } = await sdk.discounts.create({
    type: "percentage",
    amount: 1000,
    code: "TENTH",
  });
  for (const silent of [true, false, true])
    await dodo.pay(await openSession(sdk), { discount_codes: ["TENTH"], silent });
  expect((await sdk.discounts.retrieve(discount_id)).times_used).toBe(3);
});

describe("a flat code that is changed", () => {
  const options = (max_amount_possible: number): object[] => [
    { currency: "USD", is_default: true, max_amount_possible },
  ];

  test("takes its new deduction from currency_options, also without its type", async () => {
    const { dodo, sdk } = createBench();
    const { discount_id } = await sdk.discounts.create({
      ...{ type: "flat", amount: 0, code: "SEVEN" },
      currency_options: options(700) as never,
    });
    const changed = await sdk.discounts.update(discount_id, {
      currency_options: options(900) as never,
    });
    expect(changed).toMatchObject({ type: "flat", amount: 900 });
    const paid = await dodo.pay(await openSession(sdk), { discount_codes: ["SEVEN"] });
    expect(paid.total_amount).toBe(4100);
  });

  test("keeps its deduction if only basis points are given, and needs an amount for another type", async () => {
    const { sdk } = createBench();
    const { discount_id } = await sdk.discounts.create({
      ...{ type: "flat", amount: 0, code: "SEVEN" },
      currency_options: options(700) as never,
    });
    expect(await sdk.discounts.update(discount_id, { amount: 5000 })).toMatchObject({
      amount: 700,
    });
    expect(await codeOf(sdk.discounts.update(discount_id, { type: "percentage" }))).toBe(
      "INVALID_REQUEST_BODY",
    );
    expect(
      await sdk.discounts.update(discount_id, { type: "percentage", amount: 5000 }),
    ).toMatchObject({ type: "percentage", amount: 5000 });
  });
});

test.each([0, -500])(
  "a flat code of %i is refused, new or changed",
  async (max_amount_possible) => {
    const { dodo, sdk } = createBench();
    const flat = (amount: number, currency = "USD"): never =>
      ({
        ...{ type: "flat", amount: 0, code: "SEVEN" },
        currency_options: [{ currency, is_default: true, max_amount_possible: amount }],
      }) as never;
    expect(await codeOf(sdk.discounts.create(flat(max_amount_possible)))).toBe(
      "INVALID_REQUEST_BODY",
    );
    const { discount_id } = await sdk.discounts.create(flat(700));
    expect(await codeOf(sdk.discounts.update(discount_id, flat(max_amount_possible)))).toBe(
      "INVALID_REQUEST_BODY",
    );
    const paid = await dodo.pay(await openSession(sdk), { discount_codes: ["SEVEN"] });
    expect(paid.total_amount).toBe(4300);
  },
);

test("a flat code that is worth less than one US cent is refused", async () => {
  const { sdk } = createBench();
  const currency_options = [{ currency: "INR", max_amount_possible: 1 }] as never;
  expect(await codeOf(sdk.discounts.create({ type: "flat", amount: 0, currency_options }))).toBe(
    "INVALID_REQUEST_BODY",
  );
});

test("a code expires at a time, and a text that is none is refused, new or changed", async () => {
  const { dodo, sdk } = createBench();
  const half = { type: "percentage", amount: 5000, code: "HALF" } as const;
  expect(await codeOf(sdk.discounts.create({ ...half, expires_at: "tomorrow" }))).toBe(
    "INVALID_REQUEST_BODY",
  );
  const { discount_id } = await sdk.discounts.create(half);
  expect(await codeOf(sdk.discounts.update(discount_id, { expires_at: "tomorrow" }))).toBe(
    "INVALID_REQUEST_BODY",
  );
  await sdk.discounts.update(discount_id, { expires_at: "2026-11-22T08:00:00Z" });
  const late = dodo.pay(await openSession(sdk), { discount_codes: ["HALF"] });
  await expect(late).rejects.toMatchObject({ code: "DISCOUNT_CODE_EXPIRED" });
});

test("an empty restricted_to, as an answer has it, is no restriction, and ends one", async () => {
  const { dodo, sdk } = createBench();
  const whole = { type: "percentage", amount: 5000 } as const;
  const { restricted_to } = await sdk.discounts.create({ ...whole, code: "HALF" });
  expect(restricted_to).toEqual([]);
  await sdk.discounts.create({ ...whole, code: "AGAIN", restricted_to });
  const { discount_id } = await sdk.discounts.create({
    ...{ ...whole, code: "BOOK" },
    restricted_to: ["pdt_book"],
  });
  const pay = async (code: string): Promise<number> =>
    (await dodo.pay(await openSession(sdk), { discount_codes: [code] })).total_amount;
  expect([await pay("HALF"), await pay("AGAIN")]).toEqual([2500, 2500]);
  await expect(pay("BOOK")).rejects.toThrow();
  await sdk.discounts.update(discount_id, { restricted_to: [] });
  expect(await pay("BOOK")).toBe(2500);
});

test("a flat code takes the deduction of its default currency off the cart", async () => {
  const { dodo, sdk } = createBench();
  const { code } = await sdk.discounts.create({
    type: "flat",
    amount: 0,
    currency_options: [
      { currency: "EUR", max_amount_possible: 100 },
      { currency: "USD", is_default: true, max_amount_possible: 700, minimum_subtotal: 1000 },
    ],
  });
  expect(code).toMatch(/^[0-9A-Z]{16}$/);
  const pay = async (amount: number) =>
    await dodo.pay(await openSession(sdk, amount), { discount_codes: [code] });
  expect((await pay(5000)).total_amount).toBe(4300);
  await expect(pay(900)).rejects.toMatchObject({ code: "DISCOUNT_MINIMUM_SUBTOTAL_NOT_MET" });
});

describe("what cannot be done is refused", () => {
  test.each([
    [{ type: "percentage" }, "INVALID_REQUEST_BODY"],
    [{ type: "percentage", amount: 10_001 }, "INVALID_REQUEST_BODY"],
    [{ type: "flat", amount: 500 }, "INVALID_REQUEST_BODY"],
    [{ type: "flat_per_unit", amount: 500 }, "UNSUPPORTED_DISCOUNT_TYPE"],
    [{ type: "percentage", amount: 500, code: "X" }, "INVALID_REQUEST_BODY"],
    [{ type: "percentage", amount: 500, code: "taken" }, "DISCOUNT_CODE_ALREADY_EXISTS"],
    [{ type: "percentage", amount: 500, starts_at: "2027-01-01" }, "NOT_EMULATED"],
    [{ type: "percentage", amount: 500, customer_eligibility: "specific" }, "NOT_EMULATED"],
  ])("%j with %s", async (body, code) => {
    const { sdk } = createBench({ discounts: [{ code: "TAKEN", amount: 1000 }] });
    expect(await codeOf(sdk.discounts.create(body as never))).toBe(code);
  });
});
