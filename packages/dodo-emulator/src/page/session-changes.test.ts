import { describe, expect, test } from "vitest";
import { type Bench, createBench, openSession, start } from "../../test/bench.ts";
import { submit, visit, type Visited, wordsOf } from "../../test/visits.ts";

const discounts = [
  { code: "HALF", amount: 5000 },
  { code: "FIVE", type: "flat" as const, amount: 500 },
  { code: "OLD", amount: 1000, expires_at: "2026-01-01T00:00:00Z" },
  { code: "BOOK", amount: 1000, restricted_to: ["pdt_book"] },
  { code: "BIG", amount: 1000, minimum_subtotal: 10_000 },
  { code: "NONE", amount: 1000, usage_limit: 0 },
  { code: "ALMOST", amount: 9950 },
  { code: "FREE", amount: 10_000 },
];

const apply = (bench: Bench, session_id: string, code: string): Promise<Visited> =>
  submit(bench, `/session/${session_id}/code`, { code, do: "apply" });
const choose = (bench: Bench, session_id: string, amount: string): Promise<Visited> =>
  submit(bench, `/session/${session_id}/amount`, { amount });

async function totalOf(bench: Bench, session_id: string): Promise<string | undefined> {
  return /Total (\S+ \S+)/.exec(wordsOf(await visit(bench, `/session/${session_id}`)))?.[1];
}

async function openAmount({ sdk }: Bench, product_id = "pdt_topup"): Promise<string> {
  return (await sdk.checkoutSessions.create({ product_cart: [{ product_id, quantity: 1 }] }))
    .session_id;
}

describe("a code that applies", () => {
  test.each([
    ["HALF", "25.00 USD"],
    ["half", "25.00 USD"],
    ["  Half  ", "25.00 USD"],
    ["FIVE", "45.00 USD"],
    ["FREE", "0.00 USD"],
  ])("such as %j leads back to the page, which then says %s", async (code, total) => {
    const bench = createBench({ discounts });
    const session_id = await openSession(bench.sdk);
    const { status, location } = await apply(bench, session_id, code);
    expect([status, location]).toEqual([303, `/session/${session_id}`]);
    expect(await totalOf(bench, session_id)).toBe(total);
  });

  test("is what the buyer then pays, and is listed in the payment", async () => {
    const bench = createBench({ discounts });
    const session_id = await openSession(bench.sdk);
    await apply(bench, session_id, "half");
    expect(await bench.dodo.pay(session_id)).toMatchObject({
      total_amount: 2500,
      discounts: [{ code: "HALF" }],
    });
  });

  test("comes after those of the merchant", async () => {
    const bench = createBench({ discounts });
    const session_id = await openSession(bench.sdk, 5000, { discount_codes: ["HALF"] });
    await apply(bench, session_id, "FIVE");
    expect(await bench.dodo.pay(session_id)).toMatchObject({
      total_amount: 2000,
      discounts: [
        { code: "HALF", position: 0 },
        { code: "FIVE", position: 1 },
      ],
    });
  });

  test("counts once, however often it is applied", async () => {
    const bench = createBench({ discounts });
    const session_id = await openSession(bench.sdk);
    for (const code of ["HALF", "half", "HALF"]) await apply(bench, session_id, code);
    expect(await totalOf(bench, session_id)).toBe("25.00 USD");
  });

  test("can be removed with all others of the buyer, and not those of the merchant", async () => {
    const bench = createBench({ discounts });
    const session_id = await openSession(bench.sdk, 5000, { discount_codes: ["HALF"] });
    await apply(bench, session_id, "FIVE");
    expect(wordsOf(await visit(bench, `/session/${session_id}`))).toContain("Remove FIVE");
    expect((await submit(bench, `/session/${session_id}/code`, { do: "clear" })).status).toBe(303);
    expect(await totalOf(bench, session_id)).toBe("25.00 USD");
  });

  test("belongs to its session alone", async () => {
    const bench = createBench({ discounts });
    const [one, other] = [await openSession(bench.sdk), await openSession(bench.sdk)];
    await apply(bench, one, "HALF");
    expect(await totalOf(bench, other)).toBe("50.00 USD");
  });
});

describe("a code that does not apply", () => {
  test.each([
    ["NOPE", "Invalid Discount Code"],
    ["", "Invalid Discount Code"],
    ["OLD", "Discount code expired"],
    ["NONE", "Discount code hit usage limit"],
    ["BOOK", "Discount coupon not available for this product"],
    ["BIG", "Cart subtotal is below the discount&#39;s minimum required subtotal"],
    ["ALMOST", "Minimum amount of $0.50 is required to process payment"],
  ])("such as %j is shown at its field, and changes nothing", async (code, message) => {
    const bench = createBench({ discounts });
    const session_id = await openSession(bench.sdk);
    const page = await apply(bench, session_id, code);
    expect(page.status).toBe(422);
    expect(page.text).toContain(`<p class="field-error" id="code-error">${message}</p>`);
    expect(page.text).toMatch(
      /id="code"[^>]*aria-invalid="true" aria-describedby="code-error" autofocus/,
    );
    expect(page.text).toContain(`value="${code}"`);
    expect(await totalOf(bench, session_id)).toBe("50.00 USD");
    expect(await bench.dodo.pay(session_id)).toMatchObject({ total_amount: 5000, discounts: null });
  });

  test("leaves the codes before it applied", async () => {
    const bench = createBench({ discounts });
    const session_id = await openSession(bench.sdk);
    await apply(bench, session_id, "HALF");
    expect((await apply(bench, session_id, "NOPE")).status).toBe(422);
    expect(await totalOf(bench, session_id)).toBe("25.00 USD");
  });

  test("is escaped where it is shown again", async () => {
    const bench = createBench({ discounts });
    const page = await apply(bench, await openSession(bench.sdk), '"><script>alert(1)</script>');
    expect(page.text).not.toContain("<script");
    expect(page.text).toContain("&quot;&gt;&lt;script");
  });

  test("is refused as a whole where the session allows no codes", async () => {
    const bench = createBench({ discounts });
    const session_id = await openSession(bench.sdk, 5000, {
      feature_flags: { allow_discount_code: false },
    });
    const page = await apply(bench, session_id, "HALF");
    expect([page.status, wordsOf(page)]).toEqual([
      400,
      expect.stringContaining("The emulator says: the session does not allow discount codes."),
    ]);
  });
});

describe("an open amount", () => {
  test.each([
    ["12.50", "12.50 USD"],
    ["1", "1.00 USD"],
    ["99999", "99999.00 USD"],
  ])("of %s is what the page then says: %s", async (typed, total) => {
    const bench = createBench();
    const session_id = await openAmount(bench);
    expect((await choose(bench, session_id, typed)).location).toBe(`/session/${session_id}`);
    expect(await totalOf(bench, session_id)).toBe(total);
  });

  test.each([
    ["", "Give an amount such as 12.50, in USD."],
    ["a lot", "Give an amount such as 12.50, in USD."],
    ["-5", "Give an amount such as 12.50, in USD."],
    ["1.234", "Give an amount such as 12.50, in USD."],
    ["0.99", "the amount is below the minimum of 100"],
    ["0", "the amount is below the minimum of 100"],
  ])("of %j is refused at its field: %s", async (typed, message) => {
    const bench = createBench();
    const session_id = await openAmount(bench);
    await choose(bench, session_id, "20");
    const page = await choose(bench, session_id, typed);
    expect([page.status, page.text.includes(`id="amount-error">${message}</p>`)]).toEqual([
      422,
      true,
    ]);
    expect(await totalOf(bench, session_id)).toBe("20.00 USD");
  });

  test("that makes a code impossible is refused, and the code stays", async () => {
    const bench = createBench({
      discounts,
      products: [
        { product_id: "pdt_topup", price: 100, pay_what_you_want: true, suggested_price: 20_000 },
      ],
    });
    const session_id = await openAmount(bench);
    expect((await apply(bench, session_id, "BIG")).status).toBe(303);
    expect((await choose(bench, session_id, "50")).text).toContain("Cart subtotal is below");
    expect(await totalOf(bench, session_id)).toBe("180.00 USD");
  });

  test.each([
    [
      "two units",
      { product_id: "pdt_topup", price: 100, pay_what_you_want: true },
      [{ product_id: "pdt_topup", quantity: 2 }],
      "1.00",
    ],
    [
      "a product with a discount",
      { product_id: "pdt_topup", price: 100, pay_what_you_want: true, discount_bps: 1000 },
      [{ product_id: "pdt_topup", quantity: 1 }],
      "1.00",
    ],
    [
      "a line after one with a fixed price",
      {
        product_id: "pdt_topup",
        price: 100,
        pay_what_you_want: true,
        suggested_price: 300,
      },
      [
        { product_id: "pdt_book", quantity: 1 },
        { product_id: "pdt_topup", quantity: 1 },
      ],
      "3.00",
    ],
  ])(
    "of %s is in the field, and sent unchanged it changes nothing",
    async (_, open, cart, each) => {
      const bench = createBench({ products: [open, { product_id: "pdt_book", price: 1500 }] });
      const { session_id } = await bench.sdk.checkoutSessions.create({ product_cart: cart });
      const total = await totalOf(bench, session_id);
      for (let i = 0; i < 2; i += 1) {
        const { text } = await visit(bench, `/session/${session_id}`);
        const [, shown = ""] = /name="amount"\s+value="([^"]*)"/.exec(text) ?? [];
        expect(shown).toBe(each);
        expect((await choose(bench, session_id, shown)).status).toBe(303);
        expect(await totalOf(bench, session_id)).toBe(total);
      }
    },
  );

  test("is ignored where the merchant chose it", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    await choose(bench, session_id, "1.00");
    expect(await bench.dodo.pay(session_id)).toMatchObject({ total_amount: 5000 });
  });

  test("of pay() comes before that of the page", async () => {
    const bench = createBench();
    const session_id = await openAmount(bench);
    await choose(bench, session_id, "20");
    expect(await bench.dodo.pay(session_id, { amount: 3000 })).toMatchObject({
      total_amount: 3000,
    });
  });
});

describe("a session that cannot be paid", () => {
  test.each(["code", "amount", "leave", "pay"])("takes no %s", async (form) => {
    const bench = createBench({ discounts });
    const [expired, used] = [await openSession(bench.sdk), await openSession(bench.sdk)];
    bench.dodo.expireSession(expired);
    await bench.dodo.pay(used);
    const fields = { code: "HALF", amount: "20", result: "succeeded" };
    const statuses = [expired, used, "cks_unknown"].map(
      async (id) => (await submit(bench, `/session/${id}/${form}`, fields)).status,
    );
    expect(await Promise.all(statuses)).toEqual([410, 409, 404]);
    expect(
      (await bench.sdk.payments.list({ created_at_gte: new Date(start).toISOString() })).items,
    ).toHaveLength(1);
  });
});
