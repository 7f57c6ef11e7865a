import { describe, expect, test } from "vitest";
import { createBench } from "../../test/bench.ts";
import { visit, wordsOf } from "../../test/visits.ts";

describe("openSession()", () => {
  test("opens a checkout of 50 USD of the first product, which the API knows", async () => {
    const bench = createBench({
      products: [{ product_id: "pdt_first" }, { product_id: "pdt_second" }],
    });
    const session_id = bench.dodo.openSession();
    expect(await bench.sdk.checkoutSessions.retrieve(session_id)).toMatchObject({
      id: session_id,
      payment_id: null,
      customer_email: null,
    });
    const { product_cart, total_amount } = await bench.dodo.pay(session_id);
    expect([product_cart, total_amount]).toEqual([
      [{ product_id: "pdt_first", quantity: 1 }],
      5000,
    ]);
    expect(bench.dodo.requests.map(({ path }) => path)).toEqual([`/checkouts/${session_id}`]);
  });

  test("takes any field of the body of POST /checkouts", async () => {
    const bench = createBench();
    const session_id = bench.dodo.openSession({
      product_cart: [{ product_id: "pdt_topup", quantity: 2, amount: 700 }],
      customer: { email: "ada@example.com", name: "Ada" },
      metadata: { user_id: "ada" },
      return_url: "https://shop.test/back",
    });
    const page = wordsOf(await visit(bench, `/session/${session_id}`));
    expect(page).toContain("ada@example.com");
    expect(page).toContain("14.00 USD");
    const payment = await bench.dodo.pay(session_id);
    expect(payment).toMatchObject({
      total_amount: 1400,
      metadata: { user_id: "ada" },
      customer: { email: "ada@example.com", name: "Ada" },
    });
  });

  test.each([
    [{ product_cart: [] }, "PRODUCT_CART_EMTPY"],
    [
      { product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: 40 }] },
      "REQUEST_AMOUNT_BELOW_MINIMUM",
    ],
    [{ product_cart: [{ product_id: "pdt_none", quantity: 1 }] }, "NOT_FOUND"],
    [{ discount_codes: ["NONE"] }, "INVALID_DISCOUNT_CODE"],
    [{ return_url: "/back" }, "INVALID_REQUEST_BODY"],
    [{ confirm: true }, "NOT_EMULATED"],
  ])("throws what Dodo would refuse %j with: %s", (order, code) => {
    const { dodo } = createBench();
    expect(() => dodo.openSession(order)).toThrow(
      expect.objectContaining({ name: "DodoError", code }),
    );
  });

  test("has nothing to open without a product", () => {
    const { dodo } = createBench({ products: [] });
    expect(() => dodo.openSession()).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });
});

describe("what the controls return", () => {
  test("is a copy: changing it changes nothing, and later actions do not change it", async () => {
    const { dodo, sdk } = createBench();
    const payment = await dodo.pay(dodo.openSession());
    Object.assign(payment, { status: "failed", total_amount: 1 });
    payment.metadata["user_id"] = "mallory";
    const refund = await dodo.refund(payment.payment_id, { status: "pending" });
    const kept = structuredClone(refund);
    await dodo.finishRefund(refund.refund_id, "succeeded");
    expect(refund).toEqual(kept);
    expect(await sdk.payments.retrieve(payment.payment_id)).toMatchObject({
      status: "succeeded",
      total_amount: 5000,
      metadata: {},
      refund_status: "full",
    });
  });

  test.each([
    ["finish", "PAYMENT_ALREADY_FINISHED"],
    ["refund", "INVALID_REQUEST_PARAMETERS"],
  ] as const)("is a rejection if %s() comes too late", async (name, code) => {
    const { dodo } = createBench();
    const { payment_id } = await dodo.pay(dodo.openSession());
    await dodo.refund(payment_id);
    const late = name === "finish" ? dodo.finish(payment_id, "succeeded") : dodo.refund(payment_id);
    await expect(late).rejects.toMatchObject({ name: "DodoError", code });
  });

  test.each(["pay", "finish", "refund", "finishRefund", "dispute"] as const)(
    "is a rejection, not an exception, if %s() gets an id that is unknown",
    async (name) => {
      const { dodo } = createBench();
      const call = dodo[name] as (id: string) => Promise<unknown>;
      await expect(call("unknown")).rejects.toMatchObject({ name: "DodoError", status: 404 });
    },
  );
});
