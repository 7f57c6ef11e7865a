import { describe, expect, test } from "vitest";
import { createBench, openSession } from "../../test/bench.ts";
import { submit, visit, wordsOf } from "../../test/visits.ts";
import { format, parse } from "./amount-text.ts";

describe("formatting", () => {
  test.each([
    [0, "USD", "0.00 USD"],
    [1, "USD", "0.01 USD"],
    [10, "USD", "0.10 USD"],
    [99, "EUR", "0.99 EUR"],
    [100, "USD", "1.00 USD"],
    [123_456_789, "INR", "1234567.89 INR"],
    [0, "JPY", "0 JPY"],
    [1550, "JPY", "1550 JPY"],
    [1, "KWD", "0.001 KWD"],
    [999, "KWD", "0.999 KWD"],
    [31_928, "KWD", "31.928 KWD"],
    [500, "XXX", "5.00 XXX"],
  ])("%i of %s is %s", (amount, currency, text) => {
    expect(format(amount, currency)).toBe(text);
  });

  test.each([
    ["USD", "50.00 USD"],
    ["EUR", "44.72 EUR"],
    ["JPY", "8060 JPY"],
    ["KWD", "15.964 KWD"],
    ["INR", "4695.45 INR"],
  ] as const)("the checkout page shows 50 dollars in %s as %s", async (billing_currency, text) => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 5000, { billing_currency });
    const page = await visit(bench, `/session/${session_id}`);
    expect(page.text).toContain(`<button class="main">Pay ${text}</button>`);
    expect(wordsOf(page)).toContain(`Subtotal ${text} Tax`);
  });
});

describe("parsing", () => {
  test.each([
    ["12.50", "USD", 1250],
    ["12,50", "USD", 1250],
    ["12.5", "USD", 1250],
    ["12", "USD", 1200],
    ["12.", "USD", 1200],
    [" 12.50 ", "USD", 1250],
    ["0.01", "USD", 1],
    ["0", "USD", 0],
    ["007", "USD", 700],
    ["1550", "JPY", 1550],
    ["1.234", "KWD", 1234],
    ["1.2", "KWD", 1200],
    ["999999999.99", "USD", 99_999_999_999],
  ])("%j in %s is %i", (text, currency, amount) => {
    expect(parse(text, currency)).toBe(amount);
  });

  test.each([
    ["", "USD"],
    [" ", "USD"],
    ["-1", "USD"],
    ["+1", "USD"],
    ["1e3", "USD"],
    ["0x10", "USD"],
    ["1.234", "USD"],
    ["15.5", "JPY"],
    ["1.2345", "KWD"],
    [".5", "USD"],
    ["1.2.3", "USD"],
    ["1 000", "USD"],
    ["12.50 USD", "USD"],
    ["1234567890", "USD"],
    ["NaN", "USD"],
    ["١٢", "USD"],
  ])("%j in %s is no amount", (text, currency) => {
    expect(parse(text, currency)).toBeNull();
  });

  test("what is formatted can be parsed again, in every number of decimals", () => {
    for (const currency of ["USD", "JPY", "KWD"])
      for (const amount of [0, 1, 9, 10, 99, 100, 101, 999, 1000, 123_456])
        expect(parse(format(amount, currency).split(" ")[0] ?? "", currency)).toBe(amount);
  });

  test.each([
    ["USD", "12.50", 1250],
    ["JPY", "1250", 1250],
    ["KWD", "5,250", 5250],
  ])(
    "a buyer types an open amount of a product in %s as %s",
    async (currency, typed, total_amount) => {
      const bench = createBench({
        products: [{ product_id: "pdt_open", currency, pay_what_you_want: true, price: 1000 }],
      });
      const { session_id } = await bench.sdk.checkoutSessions.create({
        product_cart: [{ product_id: "pdt_open", quantity: 1 }],
      });
      expect((await visit(bench, `/session/${session_id}`)).text).toContain(
        `Choose an amount, in ${currency}`,
      );
      expect((await submit(bench, `/session/${session_id}/amount`, { amount: typed })).status).toBe(
        303,
      );
      expect(await bench.dodo.pay(session_id)).toMatchObject({ currency, total_amount });
    },
  );

  test("the amount field shows what is chosen, and keeps what was typed wrong", async () => {
    const bench = createBench();
    const { session_id } = await bench.sdk.checkoutSessions.create({
      product_cart: [{ product_id: "pdt_topup", quantity: 1 }],
    });
    const value = (text: string): string | undefined =>
      /name="amount"\s+value="([^"]*)"/.exec(text)?.[1];
    expect(value((await visit(bench, `/session/${session_id}`)).text)).toBe("1.00");
    const refused = await submit(bench, `/session/${session_id}/amount`, { amount: '12"50' });
    expect([refused.status, value(refused.text)]).toEqual([422, "12&quot;50"]);
    await submit(bench, `/session/${session_id}/amount`, { amount: "75" });
    expect(value((await visit(bench, `/session/${session_id}`)).text)).toBe("75.00");
  });
});
