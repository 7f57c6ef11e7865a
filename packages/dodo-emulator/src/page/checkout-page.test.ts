import { describe, expect, test } from "vitest";
import type { CheckoutSessionCreateParams } from "dodopayments/resources/checkout-sessions";
import { type Bench, createBench, openSession } from "../../test/bench.ts";
import { pay, payWith, visit, wordsOf } from "../../test/visits.ts";

/** The text of the page of a new session. */
async function pageOf(
  bench: Bench,
  more: Partial<CheckoutSessionCreateParams> = {},
  amount = 5000,
): Promise<string> {
  return wordsOf(await visit(bench, `/session/${await openSession(bench.sdk, amount, more)}`));
}

describe("the page names", () => {
  test.each([
    [
      "the business of the options",
      { business_name: "Ada & Sons <Ltd>" },
      {},
      "Pay Ada &amp; Sons &lt;Ltd&gt; 50.00 USD",
    ],
    ["the test business by default", {}, {}, "Pay Test business 50.00 USD"],
    [
      "the product",
      { products: [{ product_id: "pdt_topup", name: "Ten coffees" }] },
      {},
      "Ten coffees 50.00 USD",
    ],
    ["the sums", { tax_bps: 1000 }, {}, "Subtotal 50.00 USD Tax 5.00 USD Total 55.00 USD"],
    ["what the button costs", { tax_bps: 1000 }, {}, "Pay 55.00 USD"],
    [
      "the customer of the session",
      {},
      { customer: { email: "ada@example.com" } },
      "Contact ada@example.com",
    ],
    ["the field for a buyer's e-mail", {}, {}, "E-mail Test payment method"],
    ["that nothing is real", {}, {}, "Test mode: no real money"],
    ["where what is typed stays", {}, {}, "No card is charged, and what you type stays here."],
  ])("%s", async (_, options, more, text) => {
    expect(await pageOf(createBench(options), more)).toContain(text);
  });

  test.each([
    ["4242 4242 4242 4242 Succeeds"],
    ["4000 0000 0000 0002 Declined"],
    ["4000 0000 0000 9995 Declined: insufficient funds"],
    ["Bank account 000000000009 Slow: stays processing, and you wait here"],
    ["Bank account 000123456789 Processing at first, paid after 4 days"],
    ["Another test number"],
  ])("what happens with a method: %s", async (text) => {
    expect(await pageOf(createBench())).toContain(text);
  });

  test.each([
    [4 * 24 * 60 * 60 * 1000, "4 days"],
    [24 * 60 * 60 * 1000, "1 day"],
    [36 * 60 * 60 * 1000, "36 hours"],
    [60 * 60 * 1000, "1 hour"],
    [90 * 60 * 1000, "90 minutes"],
    [60_000, "1 minute"],
    [90_000, "90 seconds"],
    [1000, "1 second"],
    [1500, "2 seconds"],
    [1, "0 seconds"],
    [0, "0 seconds"],
  ])("how long a bank debit of %i ms takes: %s", async (bank_debit_ms, span) => {
    expect(await pageOf(createBench({ bank_debit_ms }))).toContain(`paid after ${span}`);
  });
});

describe("a cart of several lines", () => {
  const products = [
    { product_id: "pdt_book", name: "Book", price: 1500 },
    { product_id: "pdt_pen", name: "Pen", price: 200 },
  ];

  test("is listed with prices, and with quantities above 1", async () => {
    const cart = [
      { product_id: "pdt_book", quantity: 1 },
      { product_id: "pdt_pen", quantity: 3 },
    ];
    const page = await pageOf(createBench({ products }), { product_cart: cart });
    expect(page).toContain("Book 15.00 USD Pen Quantity 3 6.00 USD Subtotal 21.00 USD");
    expect(page).not.toContain("Quantity 1 ");
  });

  test("is listed in the product's currency, while the sums are in the buyer's", async () => {
    const page = await pageOf(createBench({ products }), {
      product_cart: [{ product_id: "pdt_book", quantity: 1 }],
      billing_currency: "EUR",
    });
    expect(page).toContain("Book 15.00 USD Subtotal 13.42 EUR");
    expect(page).toContain("Pay 13.42 EUR");
  });
});

describe("discount codes", () => {
  const discounts = [
    { code: "HALF", amount: 5000 },
    { code: "FIVE", type: "flat" as const, amount: 500 },
  ];

  test.each([
    [["HALF"], "Subtotal 50.00 USD Discount HALF (50%) −25.00 USD Tax 0.00 USD Total 25.00 USD"],
    [
      ["HALF", "FIVE"],
      "Discount HALF (50%) −25.00 USD Discount FIVE −5.00 USD Tax 0.00 USD Total 20.00 USD",
    ],
  ])("%j of the merchant are listed, each with its part", async (discount_codes, text) => {
    const page = await pageOf(createBench({ discounts }), { discount_codes });
    expect(page).toContain(text);
    expect(page).not.toContain("Remove");
  });

  test("are listed in the buyer's currency", async () => {
    expect(
      await pageOf(createBench({ discounts }), {
        discount_codes: ["HALF"],
        billing_currency: "JPY",
      }),
    ).toContain("Subtotal 8060 JPY Discount HALF (50%) −4030 JPY");
  });
});

describe("the amount form", () => {
  test.each([
    ["is there if the merchant left the amount open", undefined, true],
    ["is not there if the merchant chose it", 5000, false],
  ])("%s", async (_, amount, shown) => {
    const line = {
      product_id: "pdt_topup",
      quantity: 1,
      ...(amount === undefined ? {} : { amount }),
    };
    expect(
      (await pageOf(createBench(), { product_cart: [line] })).includes("Choose an amount, in USD"),
    ).toBe(shown);
  });

  test("is not there for a fixed price", async () => {
    const bench = createBench({ products: [{ product_id: "pdt_book", price: 1500 }] });
    expect(
      await pageOf(bench, { product_cart: [{ product_id: "pdt_book", quantity: 1 }] }),
    ).not.toContain("Choose an amount");
  });
});

describe("the method that is chosen", () => {
  const checked = (text: string): string | undefined => /value="(\w+)"\s+checked/.exec(text)?.[1];

  test("is the first one at first, and stays what it was after a mistake", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    expect(checked((await visit(bench, `/session/${session_id}`)).text)).toBe("4242424242424242");
    expect(
      checked((await pay(bench, session_id, { method: "4000000000009995", email: "no" })).text),
    ).toBe("4000000000009995");
    expect(checked((await payWith(bench, session_id, "4242424242424242", { cvc: "x" })).text)).toBe(
      "other",
    );
  });
});

describe("after a decline", () => {
  test("the page shows the reason, and lets the buyer return if there is a return_url", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 5000, { return_url: "https://shop.test/" });
    expect((await payWith(bench, session_id, "4000000000009995")).location).toBe(
      `/session/${session_id}#problem`,
    );
    const page = await visit(bench, `/session/${session_id}`);
    expect(page.status).toBe(200);
    expect(wordsOf(page)).toContain(
      "The payment did not go through Your card has insufficient funds. Try another card.",
    );
    expect(page.text).toContain(`action="/session/${session_id}/leave"`);
  });

  test("there is no way to return without a return_url", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    await payWith(bench, session_id, "4000000000000002");
    expect((await visit(bench, `/session/${session_id}`)).text).not.toContain("Stop trying");
  });

  test("a payment that failed without a reason has a general one", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    await bench.dodo.pay(session_id, {
      result: "failed",
      overrides: { error_code: null, error_message: null },
    });
    expect(wordsOf(await visit(bench, `/session/${session_id}`))).toContain(
      "The payment was declined.",
    );
  });

  test("a mistake in the form is shown instead of the decline", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    await payWith(bench, session_id, "4000000000000002");
    const page = await pay(bench, session_id, { method: "nothing" });
    expect([
      page.status,
      wordsOf(page).includes("Choose how to pay."),
      wordsOf(page).includes("Your card was declined"),
    ]).toEqual([422, true, false]);
  });
});
