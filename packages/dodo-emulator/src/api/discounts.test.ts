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
